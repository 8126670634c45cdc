//! A small server with `axum` and `tower-http`, which is `hyper` underneath:
//! `peer-axum ADDR SITE DIRECTORY`.
//!
//! It has no logic of its own: routes, files, conditions and errors are the libraries'.

use std::io;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::header::{CONTENT_TYPE, HeaderMap, USER_AGENT};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// The most content that is kept in memory, as in the last stage.
const LIMIT: usize = 16 << 20;
const PLAIN: [(&str, &str); 1] = [("content-type", "text/plain")];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, site, directory] = arguments.as_slice() else {
        return Err(io::Error::other("usage: peer-axum ADDR SITE DIRECTORY"));
    };
    let router = Router::new()
        .route("/echo", post(echo).layer(DefaultBodyLimit::max(LIMIT)))
        .route("/echo/{*text}", get(async |Path(text): Path<String>| (PLAIN, text)))
        .route("/user-agent", get(user_agent))
        .route("/headers", get(fields))
        .nest_service("/files", ServeDir::new(directory))
        .fallback_service(ServeDir::new(site));
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(address).await?;
        axum::serve(listener, router).await
    })
}

/// The content as it came, with its type.
async fn echo(fields: HeaderMap, content: Bytes) -> impl IntoResponse {
    let media_type = fields.get(CONTENT_TYPE).cloned();
    let fields = HeaderMap::from_iter(media_type.map(|value| (CONTENT_TYPE, value)));
    (fields, content)
}

async fn user_agent(fields: HeaderMap) -> impl IntoResponse {
    let value = fields.get(USER_AGENT).map(|value| value.as_bytes().to_vec());
    (PLAIN, value.unwrap_or_default())
}

async fn fields(fields: HeaderMap) -> impl IntoResponse {
    let lines = fields.iter().flat_map(|(name, value)| {
        [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\n"].concat()
    });
    (PLAIN, lines.collect::<Vec<u8>>())
}
