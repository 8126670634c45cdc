//! What a check is to a server that is no stage: a rule of HTTP, and how strong, or one of ours.

use serde::{Deserialize, Serialize};
use tester::catalogue::Text;

use crate::text;

/// How strongly the RFCs ask for what a check asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Says {
    /// MUST, MUST NOT, or it follows from a definition: otherwise the two do not understand
    /// each other.
    Must,
    /// SHOULD, SHOULD NOT, RECOMMENDED, “ought to”, “needs to”.
    Should,
    /// They allow it and something else as well, or do not speak of it: the choice is ours.
    Free,
}

/// Something to ask for, which not every server has or can be configured to have. `/hello`
/// they all have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// `/echo/{text}` for short texts without escapes.
    Words,
    /// The same for texts with escapes, which it decodes by itself.
    Escapes,
    /// The same for any text.
    Any,
    /// `/user-agent`.
    Agent,
    /// `/headers`.
    Fields,
    /// It finds what a target names by itself; libraries leave that to the application.
    Routes,
    /// It knows methods that a page has not, so that 405 can be told from 501.
    Methods,
    /// It can be told the type of a file without an ending.
    Types,
    /// The site of stage 5.
    Site,
    /// A folder behind `/files/`.
    Files,
    /// PUT and DELETE for these files.
    Writes,
    /// POST `/echo`: content that comes back.
    Content,
}

/// Why a check says nothing about another server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    Application,
    OurSite,
    Wording,
    Replaced,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Http(Says, &'static [Target]),
    Course(Why),
}

/// What one check is.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The id in the catalogue.
    pub check: &'static str,
    pub kind: Kind,
}

pub(super) const fn must(check: &'static str, needs: &'static [Target]) -> Rule {
    Rule { check, kind: Kind::Http(Says::Must, needs) }
}

pub(super) const fn should(check: &'static str, needs: &'static [Target]) -> Rule {
    Rule { check, kind: Kind::Http(Says::Should, needs) }
}

pub(super) const fn free(check: &'static str, needs: &'static [Target]) -> Rule {
    Rule { check, kind: Kind::Http(Says::Free, needs) }
}

pub(super) const fn course(check: &'static str, why: Why) -> Rule {
    Rule { check, kind: Kind::Course(why) }
}

impl Says {
    /// In a column of a table.
    pub fn word(self) -> Text {
        match self {
            Says::Must => text("must", "obliga"),
            Says::Should => text("should", "aconseja"),
            Says::Free => text("free", "deja libre"),
        }
    }
}

impl Why {
    pub const ALL: [Why; 4] = [Why::Application, Why::OurSite, Why::Wording, Why::Replaced];

    pub fn reason(self) -> Text {
        match self {
            Why::Application => text(
                "what our own application answers: users, sentence, echo, greetings",
                "lo que contesta nuestra propia aplicación: usuarios, frase, eco, saludos",
            ),
            Why::OurSite => text(
                "what our own pages and folders hold",
                "lo que contienen nuestras propias páginas y carpetas",
            ),
            Why::Wording => text("how our errors are worded", "cómo se redactan nuestros errores"),
            Why::Replaced => text(
                "a rule of an early stage, which a later one replaces",
                "una regla de una de las primeras etapas que otra posterior sustituye",
            ),
        }
    }
}

impl Target {
    /// What a server lacks that has it not.
    pub fn lacking(self) -> Text {
        let (_, lacking) = LACKING.iter().find(|(target, _)| *target == self).unwrap_or(&NOTHING);
        *lacking
    }
}

const NOTHING: (Target, Text) = (Target::Words, text("", ""));

const LACKING: [(Target, Text); 12] = [
    (Target::Words, text("no `/echo/{text}`", "no tiene `/echo/{text}`")),
    (
        Target::Escapes,
        text("leaves decoding to the application", "deja la decodificación a la aplicación"),
    ),
    (Target::Any, text("`/echo/` for known texts only", "`/echo/` solo con textos conocidos")),
    (Target::Agent, text("no `/user-agent`", "no tiene `/user-agent`")),
    (Target::Fields, text("no `/headers`", "no tiene `/headers`")),
    (
        Target::Routes,
        text("leaves targets to the application", "deja los destinos a la aplicación"),
    ),
    (Target::Methods, text("few methods", "pocos métodos")),
    (
        Target::Types,
        text("no type for files without an ending", "sin tipo para archivos sin extensión"),
    ),
    (Target::Site, text("no site", "sin sitio")),
    (Target::Files, text("no folder at `/files/`", "sin carpeta en `/files/`")),
    (Target::Writes, text("takes no uploads", "no acepta subidas")),
    (Target::Content, text("takes no content", "no acepta contenido")),
];
