//! Things that happen in a conversation besides bytes. Each is a sentence.

use crate::catalogue::Text;

pub const BESIDE: Text = Text {
    en: "Beside this connection the tester has others open.",
    es: "Además de esta conexión, el tester tiene otras abiertas.",
};
pub const DATAGRAMS: Text = Text {
    en: "The tester opened a UDP socket; from here on each step is a datagram.",
    es: "El tester abrió un socket UDP; desde aquí cada paso es un datagrama.",
};
pub const FINISHED: Text = Text {
    en: "The tester ended its side: it has nothing more to send, but still listens.",
    es: "El tester cerró su lado: ya no enviará nada, pero sigue escuchando.",
};
pub const BROKEN_OFF: Text = Text {
    en: "The tester broke the connection off (a reset), as a crashing browser does.",
    es: "El tester cortó la conexión de golpe (reset), como un navegador que se cae.",
};
pub const LEFT: Text =
    Text { en: "The tester closed the connection.", es: "El tester cerró la conexión." };
pub const SERVER_ENDED: Text =
    Text { en: "The server ended its side.", es: "El servidor cerró su lado." };
pub const WAS_RESET: Text = Text {
    en: "The server's side broke the connection off (a reset).",
    es: "El lado del servidor cortó la conexión de golpe (reset).",
};
pub const NOT_SENT: Text = Text {
    en: "The server had closed already: the rest could not be sent.",
    es: "El servidor ya había cerrado: el resto no se pudo enviar.",
};
pub const SILENCE: Text = Text {
    en: "The tester waited, and nothing more came.",
    es: "El tester esperó, y no llegó nada más.",
};
pub const NOTHING: Text =
    Text { en: "The tester waited, and nothing came.", es: "El tester esperó, y no llegó nada." };
pub const AGAIN: Text = Text {
    en: "Then the tester connected once more, as the next client would.",
    es: "Después, el tester volvió a conectarse, como haría el siguiente cliente.",
};
pub const GONE: Text = Text {
    en: "Then the tester looked whether the server was still there.",
    es: "Después, el tester miró si el servidor seguía ahí.",
};
