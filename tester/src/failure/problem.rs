//! What can be wrong with a server, as far as the tester itself can tell: in sentences, as a
//! teacher would say them to somebody who meets the matter for the first time.

use crate::catalogue::Text;

pub const TESTER: Text = Text {
    en: "The tester could not do its own part, so this says nothing about the server: {got}",
    es: "El tester no pudo hacer su parte, así que esto no dice nada del servidor: {got}",
};
pub const NOT_STARTED: Text = Text {
    en: "The first line that the server prints should say where it listens, `{expected}`, but it \
         was `{got}`.",
    es: "La primera línea que escribe el servidor debería decir dónde escucha, `{expected}`, pero \
         fue `{got}`.",
};
pub const NO_DIRECTORY: Text = Text {
    en: "This check puts files into the folder that the server got as --directory, and the tester \
         does not know which one that is.",
    es: "Esta comprobación pone archivos en la carpeta que el servidor recibió como --directory, y \
         el tester no sabe cuál es.",
};
pub const DIED: Text = Text {
    en: "The server's program ended ({got}). A server goes on, whatever a client does.",
    es: "El programa del servidor terminó ({got}). Un servidor sigue, haga lo que haga un cliente.",
};
pub const NOT_ANSWERING: Text = Text {
    en: "The check itself went well, but then the next client got no answer.",
    es: "La comprobación en sí fue bien, pero después el siguiente cliente no recibió respuesta.",
};
pub const REFUSED: Text = Text {
    en: "The connection was refused: at {expected} nobody listens.",
    es: "La conexión se rechazó: en {expected} no escucha nadie.",
};
pub const NO_CONNECTION: Text = Text {
    en: "No connection to {expected} came about ({got}).",
    es: "No se logró una conexión con {expected} ({got}).",
};
pub const RESET: Text = Text {
    en: "The connection broke off with a reset, instead of ending in good order.",
    es: "La conexión se cortó de golpe (reset) en lugar de terminar en orden.",
};
pub const CLOSED_SILENT: Text = Text {
    en: "The server closed the connection without a single byte of an answer.",
    es: "El servidor cerró la conexión sin un solo byte de respuesta.",
};
pub const CLOSED_EARLY: Text = Text {
    en: "The server closed the connection in the middle of its answer.",
    es: "El servidor cerró la conexión a mitad de su respuesta.",
};
pub const LENGTH_NOT_REACHED: Text = Text {
    en: "Content-Length promises {expected} of content, but only {got} came.",
    es: "Content-Length promete {expected} de contenido, pero solo llegaron {got}.",
};
pub const CHUNK_NOT_REACHED: Text = Text {
    en: "By its size the last chunk has {expected}, the \\r\\n behind it included, but only {got} \
         came.",
    es: "Por su tamaño, el último fragmento (chunk) mide {expected}, con el \\r\\n que lo sigue, \
         pero solo llegaron {got}.",
};
pub const NO_ANSWER: Text = Text {
    en: "The tester waited {expected} seconds, and not a byte of an answer came.",
    es: "El tester esperó {expected} segundos y no llegó ni un byte de respuesta.",
};
pub const STALLED: Text = Text {
    en: "The answer began, but after another {expected} seconds its end had not come.",
    es: "La respuesta empezó, pero pasaron {expected} segundos más y su final no llegó.",
};
pub const NO_LENGTH: Text = Text {
    en: "This answer does not say how long it is, so it ends only when the server closes; and \
         after {expected} seconds it had not closed.",
    es: "Esta respuesta no dice cuánto mide, así que solo acaba cuando el servidor cierra; y tras \
         {expected} segundos no había cerrado.",
};
pub const NOT_READING: Text = Text {
    en: "The server stopped reading: for {expected} seconds it took none of what was sent.",
    es: "El servidor dejó de leer: en {expected} segundos no aceptó nada de lo enviado.",
};
pub const STILL_OPEN: Text = Text {
    en: "Here the server should end the connection, but {expected} seconds later it was still \
         open.",
    es: "Aquí el servidor debería terminar la conexión, pero {expected} segundos después seguía \
         abierta.",
};
pub const NOT_OPEN: Text = Text {
    en: "The server ended the connection here. It should stay open for the next request.",
    es: "El servidor terminó aquí la conexión. Debería seguir abierta para la siguiente petición.",
};
pub const TRAILING: Text = Text {
    en: "Here the answer is over, and nothing more should come; but these bytes did.",
    es: "Aquí ya acabó la respuesta y no debería llegar nada más, pero llegaron estos bytes.",
};
pub const HEAD_CONTENT: Text = Text {
    en: "HEAD asks for the head alone, and here it ended; but content followed.",
    es: "HEAD pide solo la cabecera, y aquí terminó; pero detrás llegó contenido.",
};
pub const TOO_MUCH: Text = Text {
    en: "The answer does not end: the tester stopped reading after {expected} MiB.",
    es: "La respuesta no termina: el tester dejó de leer tras {expected} MiB.",
};

pub const BARE_LF: Text = Text {
    en: "This line ends in \\n alone. Every line of a head ends in two bytes, \\r\\n.",
    es: "Esta línea termina solo en \\n. En una cabecera cada línea termina en dos bytes, \\r\\n.",
};
pub const BARE_CR: Text = Text {
    en: "This \\r stands alone. In a head it is always followed by \\n.",
    es: "Este \\r está suelto. En una cabecera siempre lo sigue un \\n.",
};
pub const VERSION: Text = Text {
    en: "An answer begins with `HTTP/1.1 `, in capitals and with one space after it; from here on \
         this one does not.",
    es: "Una respuesta empieza por `HTTP/1.1 `, en mayúsculas y con un espacio después; desde aquí \
         esta no lo hace.",
};
pub const STATUS_CODE: Text = Text {
    en: "After `HTTP/1.1 ` come three digits, from 100 to 599, and a space.",
    es: "Tras `HTTP/1.1 ` van tres dígitos, de 100 a 599, y un espacio.",
};
pub const REASON: Text = Text {
    en: "The status line should end in a few words for people, as in `{expected}`.",
    es: "La línea de estado debería acabar con unas palabras para las personas, como en \
         `{expected}`.",
};
pub const FIELD_NAME: Text = Text {
    en: "Each line here is `Name: value`, and a name has only letters, digits and a few signs such \
         as `-`; the colon follows at once.",
    es: "Aquí cada línea es `Nombre: valor`, y un nombre tiene solo letras, dígitos y algunos \
         signos como `-`; los dos puntos van pegados a él.",
};
pub const FIELD_VALUE: Text = Text {
    en: "A control byte like this one may not stand here.",
    es: "Un byte de control como este no puede estar aquí.",
};
pub const REPEATED: Text = Text {
    en: "This is the second {expected} of the answer; there may be one only.",
    es: "Este es el segundo {expected} de la respuesta; solo puede haber uno.",
};
pub const LENGTH_DIGITS: Text = Text {
    en: "Content-Length is a number of bytes, written in digits and nothing else; `{got}` is not.",
    es: "Content-Length es un número de bytes, escrito solo con dígitos; `{got}` no lo es.",
};
pub const LENGTH_FORBIDDEN: Text = Text {
    en: "An answer with the status {got} never has content, so it says neither Content-Length nor \
         Transfer-Encoding.",
    es: "Una respuesta con el estado {got} nunca lleva contenido, así que no dice ni \
         Content-Length ni Transfer-Encoding.",
};
pub const LENGTH_AND_CODING: Text = Text {
    en: "An answer says its length with Content-Length or with Transfer-Encoding, never with both.",
    es: "Una respuesta dice su longitud con Content-Length o con Transfer-Encoding, nunca con los \
         dos.",
};
pub const CODING: Text = Text {
    en: "The only Transfer-Encoding that this client knows is `chunked`; this is `{got}`.",
    es: "El único Transfer-Encoding que conoce este cliente es `chunked`; este es `{got}`.",
};
pub const CHUNK: Text = Text {
    en: "A chunk is its size in hexadecimal, \\r\\n, exactly so many bytes, and \\r\\n again; here \
         it is not.",
    es: "Un fragmento (chunk) es su tamaño en hexadecimal, \\r\\n, exactamente esos bytes y otra \
         vez \\r\\n; aquí no es así.",
};
pub const NO_DATE: Text = Text {
    en: "The head ends here, and there was no Date in it.",
    es: "Aquí termina la cabecera, y en ella no había ningún Date.",
};
pub const DATE: Text = Text {
    en: "A Date is written like `Sun, 06 Nov 1994 08:49:37 GMT`; `{got}` is not.",
    es: "Un Date se escribe como `Sun, 06 Nov 1994 08:49:37 GMT`; `{got}` no.",
};
pub const INTERIM: Text = Text {
    en: "First the interim answer {expected} should come, but this is {got}.",
    es: "Primero debería llegar la respuesta provisional {expected}, pero esto es {got}.",
};

pub const STATUS: Text = Text {
    en: "The status should be {expected}, but it is {got}.",
    es: "El estado debería ser {expected}, pero es {got}.",
};
pub const FIELD_MISSING: Text = Text {
    en: "The head ends here, and there was no {expected} in it.",
    es: "Aquí termina la cabecera, y en ella no había ningún {expected}.",
};
pub const FIELD_UNEXPECTED: Text = Text {
    en: "There should be no `{expected}` here, but the answer says `{got}`.",
    es: "Aquí no debería haber `{expected}`, pero la respuesta dice `{got}`.",
};
pub const FIELD: Text = Text {
    en: "It should be `{expected}`, but it is `{got}`.",
    es: "Debería ser `{expected}`, pero es `{got}`.",
};
pub const FIELD_LACKS: Text = Text {
    en: "This field should have `{expected}` in it, but it is `{got}`.",
    es: "Este campo debería llevar `{expected}`, pero es `{got}`.",
};
pub const BODY: Text = Text {
    en: "The content should be {expected}, but it is {got}.",
    es: "El contenido debería ser {expected}, pero es {got}.",
};
pub const BYTES: Text = Text {
    en: "From here on these bytes should come: {expected}; but these came: {got}.",
    es: "Desde aquí deberían llegar estos bytes: {expected}; pero llegaron estos: {got}.",
};
pub const BODY_LACKS: Text = Text {
    en: "Somewhere in the content there should be {expected}, but there is not.",
    es: "En algún lugar del contenido debería estar {expected}, pero no está.",
};
pub const BODY_HAS: Text = Text {
    en: "The content should not have {expected} in it, but here it is.",
    es: "El contenido no debería llevar {expected}, pero aquí está.",
};
pub const NOT_ONE_LINE: Text = Text {
    en: "The content of an error should be one line of plain text that says what was wrong; at this \
         spot it is not.",
    es: "El contenido de un error debería ser una sola línea de texto que diga qué estaba mal; en \
         este lugar no lo es.",
};

/// What such a fault usually comes from and what to do about it: for the faults of which the
/// bytes themselves show little.
pub fn advice(problem: Text) -> Option<Text> {
    Some(match problem {
        NO_DIRECTORY => USE_DIRECTORY,
        DIED => FIND_CRASH,
        NOT_ANSWERING => KEEP_ACCEPTING,
        REFUSED => NOBODY_LISTENS,
        NO_CONNECTION => QUEUE_FULL,
        RESET => READ_BEFORE_CLOSING,
        CLOSED_SILENT => ANSWER_FIRST,
        CLOSED_EARLY => FINISH,
        LENGTH_NOT_REACHED => SEND_ALL,
        CHUNK_NOT_REACHED => HEXADECIMAL,
        NO_ANSWER => FIND_WAIT,
        STALLED | NO_LENGTH => SAY_THE_END,
        NOT_READING => GO_ON_READING,
        STILL_OPEN => CLOSE,
        NOT_OPEN => STAY,
        TRAILING => COUNT_BYTES,
        TOO_MUCH => LEAVE_THE_LOOP,
        _ => return None,
    })
}

const USE_DIRECTORY: Text = Text {
    en: "Let the tester start the server, or tell it the folder with --directory.",
    es: "Deja que el tester arranque el servidor, o dile la carpeta con --directory.",
};
const FIND_CRASH: Text = Text {
    en: "An error went uncaught: an exception, a panic. What it printed usually names the place in \
         your code. Mend it there, and besides catch errors where one client is served, so that \
         the next one ends that connection only.",
    es: "Un error quedó sin atrapar: una excepción, un panic. Lo que escribió suele nombrar el lugar \
         de tu código. Arréglalo ahí y, además, atrapa los errores donde se atiende a un cliente, \
         para que el próximo termine solo esa conexión.",
};
const KEEP_ACCEPTING: Text = Text {
    en: "Something in the steps above left the server busy or stuck. Make sure that, however one \
         conversation ends, your code comes back to `accept`.",
    es: "Algo de los pasos anteriores dejó al servidor ocupado o atascado. Asegúrate de que tu \
         código vuelva a `accept`, acabe como acabe una conversación.",
};
const NOBODY_LISTENS: Text = Text {
    en: "The machine itself says so, at once: no program has this port open. Either the server \
         has not been started, or it has ended, or it listens at another address or port.",
    es: "Lo dice la propia máquina, al instante: ningún programa tiene abierto ese puerto. O el \
         servidor no se ha arrancado, o ya terminó, o escucha en otra dirección u otro puerto.",
};
const QUEUE_FULL: Text = Text {
    en: "If it took long, the server may have stopped calling `accept`, so that its queue is full. \
         Otherwise look at the address: is it of this machine?",
    es: "Si tardó, quizá el servidor dejó de llamar a `accept` y su cola está llena. Si no, mira \
         la dirección: ¿es la de esta máquina?",
};
const READ_BEFORE_CLOSING: Text = Text {
    en: "A reset comes when a program closes a connection while bytes that it has not read still \
         lie there, or when it crashes. The answer may be lost with it. End your side (`shutdown` \
         for writing), read what still comes, and only then close.",
    es: "Un reset ocurre cuando un programa cierra una conexión y allí quedan bytes que no leyó, o \
         cuando se cae. La respuesta puede perderse con él. Cierra tu lado (`shutdown` de \
         escritura), lee lo que aún llegue y cierra después.",
};
const ANSWER_FIRST: Text = Text {
    en: "Perhaps an error ended the code for this client before it wrote anything: look at what \
         your server printed. Even a request that it cannot understand gets an answer.",
    es: "Quizá un error terminó el código de este cliente antes de escribir nada: mira qué \
         escribió tu servidor. Hasta una petición que no entiende recibe una respuesta.",
};
const FINISH: Text = Text {
    en: "Perhaps an error ended the code for this client half-way: look at what your server printed. \
         Or some of it was not sent: one `send` may take only a part, and what is buffered has to \
         be flushed before closing. A head is complete only with its empty line.",
    es: "Quizá un error terminó a medias el código de este cliente: mira qué escribió tu servidor. O \
         algo no se envió: un `send` puede aceptar solo una parte, y lo que está en un búfer hay \
         que vaciarlo (flush) antes de cerrar. Una cabecera solo está completa con su línea vacía.",
};
const SEND_ALL: Text = Text {
    en: "Content-Length counts the bytes after the empty line: is it more than what you send? Did \
         you send everything (one `send` may take only a part), and flush it before closing?",
    es: "Content-Length cuenta los bytes que siguen a la línea vacía: ¿dice más de los que envías? \
         ¿Lo enviaste todo (un `send` puede aceptar solo una parte) y lo vaciaste (flush) antes \
         de cerrar?",
};
const HEXADECIMAL: Text = Text {
    en: "The size of a chunk is hexadecimal: 13 bytes are `d`, and `13` means 19. It counts bytes, \
         not letters, and not the \\r\\n around them.",
    es: "El tamaño de un fragmento es hexadecimal: 13 bytes son `d`, y `13` significa 19. Cuenta \
         bytes, no letras, y tampoco los \\r\\n de alrededor.",
};
const FIND_WAIT: Text = Text {
    en: "The server waits for something that does not come, or it is busy with another client, or \
         it never sends what it wrote (flush). A request is complete at its empty line, `\\r\\n\\r\\n`: \
         the client goes on listening and does not close.",
    es: "El servidor espera algo que no llega, o está ocupado con otro cliente, o no llega a enviar \
         lo que escribió (flush). Una petición está completa en su línea vacía, `\\r\\n\\r\\n`: el \
         cliente sigue a la escucha y no cierra.",
};
const SAY_THE_END: Text = Text {
    en: "A client must know where an answer ends: send the empty line after the fields, and a \
         Content-Length with the number of bytes that follow it; then send these bytes.",
    es: "Un cliente tiene que saber dónde acaba una respuesta: envía la línea vacía tras los campos \
         y un Content-Length con el número de bytes que la siguen; y luego esos bytes.",
};
const GO_ON_READING: Text = Text {
    en: "While your code writes or waits, nobody reads. Go on reading until the request is \
         complete, even if you will not use what comes.",
    es: "Mientras tu código escribe o espera, nadie lee. Sigue leyendo hasta que la petición esté \
         completa, aunque no uses lo que llega.",
};
const CLOSE: Text = Text {
    en: "After its last answer a server closes the connection; until it does, a client goes on \
         waiting. Is there a copy of the socket left open, or a `read` that waits for more?",
    es: "Tras su última respuesta un servidor cierra la conexión; mientras no lo haga, el cliente \
         sigue esperando. ¿Quedó abierta una copia del socket, o un `read` que espera más?",
};
const STAY: Text = Text {
    en: "In HTTP/1.1 a connection serves many requests: after an answer go back and read the next \
         one, until the client closes or asks for the end.",
    es: "En HTTP/1.1 una conexión sirve para muchas peticiones: tras una respuesta, vuelve a leer \
         la siguiente, hasta que el cliente cierre o pida el final.",
};
const COUNT_BYTES: Text = Text {
    en: "Is Content-Length smaller than what you send? It counts bytes, not letters: `é` is two. \
         Or did something follow the content: a second answer, a line feed, content where there \
         must be none?",
    es: "¿Dice Content-Length menos de lo que envías? Cuenta bytes, no letras: `é` son dos. ¿O \
         hay algo detrás del contenido: otra respuesta, un salto de línea, un contenido donde no \
         debe haberlo?",
};
const LEAVE_THE_LOOP: Text = Text {
    en: "A loop that writes does not find its end. What should stop it?",
    es: "Un bucle que escribe no encuentra su final. ¿Qué debería detenerlo?",
};
