//! Stands in for the stage's module of that name: a client all of whose bytes are here already.

use std::io::{self, BufReader, Read, Write};

/// The client's side of the conversation, as in the stage.
pub type Client = BufReader<Patient>;

/// Bytes that arrive in pieces of these sizes, over and over.
pub struct Patient {
    bytes: Vec<u8>,
    place: usize,
    sizes: Vec<usize>,
    reads: usize,
    /// What the server has written meanwhile.
    pub written: Vec<u8>,
}

impl Patient {
    /// A client that sends these bytes, then ends its side. No size may be 0.
    pub fn client(bytes: &[u8], sizes: &[usize]) -> Client {
        let (bytes, sizes) = (bytes.to_vec(), sizes.to_vec());
        BufReader::new(Patient { bytes, place: 0, sizes, reads: 0, written: Vec::new() })
    }

    /// The stage gives time for bytes; here nobody waits.
    pub fn earn(&mut self, _bytes: usize) {}
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.reads % self.sizes.len()].min(buffer.len());
        let count = (&self.bytes[self.place..]).read(&mut buffer[..size])?;
        self.place += count;
        self.reads += 1;
        Ok(count)
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
