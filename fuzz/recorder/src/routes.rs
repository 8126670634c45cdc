//! Stands in for the stage's module of that name: reads what there is to read, and notes it.

use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use crate::body::Body;
use crate::request::Request;
use crate::response::{Response, Status};

/// A request as a server has understood it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    pub minor: u8,
    /// Names in lower case, in the order of the names; values of one name in their own.
    pub fields: Vec<(String, Vec<u8>)>,
    /// Nothing if it broke off, or broke a rule.
    pub content: Option<Vec<u8>>,
}

/// All that was asked on one connection.
#[derive(Default)]
pub struct Routes {
    messages: Mutex<Vec<Message>>,
}

impl Routes {
    /// Answers every request alike.
    ///
    /// # Errors
    /// Those of reading the content.
    pub(crate) fn answer(&self, request: &Request, body: &mut Body) -> io::Result<Response> {
        let mut content = Vec::new();
        let read = body.read_to_end(&mut content);
        let content = read.is_ok().then_some(content);
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push(message(request, content));
        read.map(|_| Response::text(Status::OK, ""))
    }

    pub(crate) fn into_messages(self) -> Vec<Message> {
        self.messages.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

fn message(request: &Request, content: Option<Vec<u8>>) -> Message {
    let lower = |(name, value): (&str, &[u8])| (name.to_ascii_lowercase(), value.to_vec());
    let mut fields: Vec<(String, Vec<u8>)> = request.headers.iter().map(lower).collect();
    fields.sort_by(|(one, _), (other, _)| one.cmp(other));
    Message {
        method: request.method.to_string(),
        path: request.path.to_string(),
        query: request.query.map(str::to_string),
        minor: request.minor,
        fields,
        content,
    }
}
