//! How nginx and lighttpd are told to do what the stages do.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use super::who::Ground;

/// As people configure it for files; the limits in time and size are those of the stages.
///
/// # Errors
/// It cannot be written.
pub fn nginx(
    ground: &Ground,
    address: SocketAddr,
    behind: Option<SocketAddr>,
) -> anyhow::Result<PathBuf> {
    let is_root = fs::metadata("/proc/self")?.uid() == 0;
    let user = if is_root { "user root;" } else { "" }; // else its worker could not read the files
    let echo = behind.map(|behind| NGINX_ECHO.replace("{behind}", &behind.to_string()));
    let written = NGINX
        .replace("{user}", user)
        .replace("{address}", &address.to_string())
        .replace("{echo}", &echo.unwrap_or_default())
        .replace("{site}", &ground.site().display().to_string())
        .replace("{directory}", &ground.directory().display().to_string())
        .replace("{own}", &ground.own().display().to_string());
    let path = ground.own().join("nginx.conf");
    fs::write(&path, written)?;
    Ok(path)
}

const NGINX: &str = r#"
{user}
daemon off;
worker_processes 1;
pid {own}/pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
    access_log off;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    keepalive_timeout 5s;
    client_header_timeout 10s;
    client_body_timeout 10s;
    send_timeout 5s;
    client_max_body_size 16m;
    client_body_temp_path {own};
    proxy_temp_path {own};
    fastcgi_temp_path {own};
    uwsgi_temp_path {own};
    scgi_temp_path {own};
    server {
        listen {address};
        root {site};
        disable_symlinks on;
        location = /hello { default_type text/plain; }
        location = /user-agent { default_type text/plain; return 200 $http_user_agent; }
        location /echo/ { default_type text/plain; }
        location /page_ { default_type text/html; }
        location /bigfile { default_type text/plain; }
        location /files/ {
            alias {directory}/;
            types { }
            client_max_body_size 0;
            dav_methods PUT DELETE;
        }
        {echo}
    }
}
"#;

/// It has no answer of its own that sends content back, so it passes the content on.
const NGINX_ECHO: &str = "location = /echo { proxy_pass http://{behind}; proxy_http_version 1.1; }";

/// As [`nginx`], as far as the modules go that come with it.
///
/// # Errors
/// It cannot be written.
pub fn lighttpd(
    ground: &Ground,
    address: SocketAddr,
    behind: Option<SocketAddr>,
) -> anyhow::Result<PathBuf> {
    let echo = behind.map(|behind| {
        LIGHTTPD_ECHO
            .replace("{host}", &behind.ip().to_string())
            .replace("{port}", &behind.port().to_string())
    });
    let written = LIGHTTPD
        .replace("{port}", &address.port().to_string())
        .replace("{echo}", &echo.unwrap_or_default())
        .replace("{site}", &ground.site().display().to_string())
        .replace("{directory}", &ground.directory().display().to_string())
        .replace("{own}", &ground.own().display().to_string());
    let path = ground.own().join("lighttpd.conf");
    fs::write(&path, written)?;
    Ok(path)
}

const LIGHTTPD: &str = r#"
server.modules = ( "mod_alias", "mod_proxy" )
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{site}"
server.errorlog = "/dev/null"
server.upload-dirs = ( "{own}" )
server.follow-symlink = "disable"
server.max-keep-alive-idle = 5
server.max-read-idle = 10
server.max-write-idle = 10
server.max-request-size = 16384
server.max-request-field-size = 32768
static-file.disable-pathinfo = "enable"
index-file.names = ( "index.html" )
alias.url = ( "/files/" => "{directory}/" )
mimetype.assign = (
    ".html" => "text/html", ".css" => "text/css", ".js" => "text/javascript",
    ".svg" => "image/svg+xml", ".png" => "image/png", ".jpg" => "image/jpeg",
    ".txt" => "text/plain", "" => "application/octet-stream"
)
$HTTP["url"] =~ "^/(hello$|echo/)" { mimetype.assign = ( "" => "text/plain" ) }
$HTTP["url"] =~ "^/page_" { mimetype.assign = ( "" => "text/html" ) }
$HTTP["url"] =~ "^/files/" { mimetype.assign = ( "" => "application/octet-stream" ) }
{echo}
"#;

const LIGHTTPD_ECHO: &str = r#"
$HTTP["url"] == "/echo" {
    proxy.server = ( "" => (( "host" => "{host}", "port" => {port} )) )
}
"#;
