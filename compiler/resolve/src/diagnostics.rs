//! What resolving can say.

use aria_diagnostics::diagnostics;
use aria_source::Span;

diagnostics! {
    InitSignature { name: String, found: Option<String>, span: Span } = E0352 "an `init` that is no constructor" {
        message ("`init` of `{name}` {}", found.as_ref().map_or_else(|| "belongs to classes only".to_owned(), |f| format!("returns nothing or a `Result[Unit, E]`, not `{f}`")));
        primary "not a constructor" at span;
        if found.is_none() => {
            help "give `{name}` a function `new`, which calls `Self.build(…)`";
        } else {
            help "the object is what `{name}.new(…)` returns; `init` only gives its fields their values";
        }
    }

    DestroyedButCopied { name: String, span: Span } = E0350 "a destructor without a copy" {
        message "`{name}` says what destroying a value does, but not what copying one does";
        primary "each copy would be destroyed as well" at span;
        help "write `fn =copy(self) -> Self`, which makes a value that may be destroyed by itself, or make `{name}` a class";
    }

    CopySignature { hook: String, name: String, ty: String, span: Span } = E0351 "a hook with another signature" {
        message "`{hook}` of `{name}` must be `fn {hook}(self) -> {ty}`";
        if hook == "=copy" => {
            primary "it takes the value and returns a copy" at span;
        } else {
            primary "it takes the value that moves and returns what stands in the new place" at span;
        }
    }

    NoCopyMisplaced { what: String, span: Span } = E0536 "`@no_copy` or `=sink` where it means nothing" {
        message "{what}";
        primary "this cannot be" at span;
        help "a struct or enum that is `@no_copy` moves; an object of a class is shared by references, and never copied by itself";
    }

    ImplForCName { ty: String, span: Span } = E0360 "an `impl` for one of C's types" {
        message "`{ty}` is C's name for a type that differs between targets: it cannot have an `impl`";
        primary "another type on another target" at span;
        help "write the `impl` for the fixed type (`Int32`, `Int64`, `Float`) and convert, or for a struct that holds the value";
    }

    WeakNotObject { ty: String, span: Span } = E0334 "a weak reference to what is no object" {
        message "`{ty}` is not a class, so there is nothing to refer to weakly";
        primary "values of `{ty}` are copied, not counted" at span;
        help "make it a class, or keep the value itself";
    }

    TraitAsType { name: String, span: Span } = E0333 "a trait where a type is wanted" {
        message "`{name}` is a trait, not a type";
        primary "a type is wanted here" at span;
        help "for a value of any type that implements it, write" replace span => "dyn {name}";
        help "for one type that the caller chooses, make it a parameter: `fn f[T: {name}](…)`";
    }

    /// A part of the language that this compiler does not compile yet.
    NotSupportedYet { what: String, span: Span } = E0900 "not supported yet" {
        message "{what} are not supported yet";
        primary "this needs a later version" at span;
    }

    DefinedTwice { name: String, span: Span, first: Span } = E0201 "a name is defined twice" {
        message "`{name}` is defined twice";
        primary "defined again here" at span;
        note "first defined here" at first;
        help "give one of them another name";
    }

    /// `save?` beside a `save` whose result `?` would propagate.
    AmbiguousSign { name: String, base: String, span: Span, first: Span } = E0210 "a name that another one and a sign spell too" {
        message "`{name}` may also be read as `{base}` and a sign, for `{base}` returns a `Result` or an `Option`";
        primary "declared here" at span;
        note "`{base}` is declared here" at first;
        help "give one of them another name";
    }

    BuiltInType { name: String, span: Span } = E0218 "a built-in type is defined again" {
        message "`{name}` is a type of the language and cannot be defined again";
        primary "defined here" at span;
        help "give it another name";
    }

    UnknownType { name: String, span: Span, similar: Option<String> } = E0202 "an unknown type" {
        message "cannot find the type `{name}`";
        primary "not defined here, nor in any imported header" at span;
        if let Some(other) = similar => {
            help "a type with a similar name exists" replace span => "{other}";
        }
    }

    TypeArguments { name: String, expected: usize, found: usize, span: Span } = E0203 "the wrong number of type arguments" {
        message ("`{name}` takes {expected} type argument{}, but {found} {} given", if *expected == 1 { "" } else { "s" }, if *found == 1 { "was" } else { "were" });
        primary "wrong number of type arguments" at span;
    }

    NotAType { what: String, wanted: &'static str, span: Span } = E0204 "a value where a type is wanted" {
        message "{what}";
        primary "{wanted} is wanted here" at span;
    }

    UnknownLane { name: String, span: Span, known: Vec<String> } = E0205 "an unknown foreign world" {
        message "`extern {name}` is not known";
        primary "not a world that this compiler imports from" at span;
        note ("it imports from {}", known.join(", "));
    }

    UnknownDirective { name: String, span: Span } = E0206 "an unknown directive" {
        message "`{name}` is not a directive of an `extern` block";
        primary "not a directive" at span;
        help "the directives are `define`, `include_path` and `link`";
    }

    DirectiveArgument { name: String, span: Span } = E0207 "a directive's argument is not a string" {
        message "`{name}` takes string literals";
        primary "a string literal is wanted here" at span;
    }

    UnknownAnnotation { name: String, span: Span, similar: Option<String> } = E0208 "an unknown annotation" {
        message "`@{name}` is not an annotation";
        primary "not known" at span;
        if let Some(other) = similar => {
            help "a similar annotation exists" replace span => "@{other}";
        }
    }

    StatementsBesideMain { span: Span, main: Span } = E0209 "statements beside `fn main`" {
        message "a file with `fn main` has no statements at the top level";
        primary "this would never run" at span;
        note "the program begins here" at main;
        help "move the statement into `main`";
    }

    SelfOutside { span: Span } = E0211 "`Self` outside a type" {
        message "`Self` is known only inside a type, trait or impl";
        primary "no type is being defined here" at span;
    }

    ForeignTypeUnavailable { name: String, reason: String, span: Span, declared: Option<Span> } = E0605 "a foreign type is unavailable" {
        message "the type `{name}` cannot be used: {reason}";
        primary "used here" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
    }

    NotAForeignType { ty: String, span: Span } = E0606 "a type that cannot cross" {
        message "a value of type `{ty}` cannot cross to C";
        primary "not a type that C has" at span;
        help "use a C type, a number, a pointer, or an `extern struct`";
    }

    FieldNotForeign { record: String, field: String, ty: String, span: Span } = E0613 "a field that C cannot lay out" {
        message "the field `{field}` of `{record}` has the type `{ty}`, which C cannot lay out";
        primary "not a type that C has values of" at span;
        help "use a C type, a number, a pointer, a `CArray`, or another `extern struct`";
    }

    NotInHeader { what: &'static str, name: String, files: String, span: Span, imported: Span, similar: Option<String> } = E0614 "restating what is not there" {
        message "{files} declares no {what} `{name}`";
        primary "nothing to restate" at span;
        note "imported here" at imported;
        if let Some(other) = similar => {
            help "a similar name is declared" replace span => "{other}";
        } else {
            help "declare what no header has in a block of its own: `extern C … end`";
        }
    }

    EnumeratorValue { name: String, why: String, span: Span } = E0615 "an enumerator that is no number of C" {
        message "the enumerator `{name}` cannot be had: {why}";
        primary "a whole number is wanted here" at span;
    }

    RecursiveValue { name: String, way_out: &'static str, span: Span } = E0212 "a value that contains itself" {
        message "the struct `{name}` contains itself and would be infinitely large";
        primary "declared here" at span;
        help "{way_out}";
    }

    MethodMissing { trait_: String, method: String, ty: String, span: Span, declared: Span } = E0214 "an impl without a method of its trait" {
        message "the `impl` of `{trait_}` for `{ty}` lacks `{method}`";
        primary "`{method}` is missing" at span;
        note "asked for here" at declared;
    }

    MethodNotInTrait { trait_: String, method: String, span: Span } = E0215 "a method that its trait does not have" {
        message "`{trait_}` has no method `{method}`";
        primary "not a part of the trait" at span;
        help "put it into the type itself, or into an `impl` without a trait";
    }

    SignatureDiffers { name: String, expected: String, found: String, inout: bool, span: Span, declared: Span } = E0216 "a method with another signature than its trait's" {
        message "`{name}` is `{expected}` in the trait, but `{found}` here";
        primary "this signature differs" at span;
        note "declared here" at declared;
        if *inout => {
            help "this method changes its receiver; a trait that allows it declares the method with `@inout self`";
        }
    }

    SupertraitMissing { trait_: String, parent: String, ty: String, span: Span, declared: Span } = E0221 "a trait without the one that it extends" {
        message "`{ty}` implements `{trait_}`, but not `{parent}`, which that extends";
        primary "`{parent}` is needed for this" at span;
        note "declared here" at declared;
    }

    NotATrait { name: String, span: Span } = E0220 "not a trait" {
        message "{name} is not a trait";
        primary "a trait is wanted here" at span;
    }

    /// A derived trait goes through the fields.
    FieldLacksTrait { trait_: String, ty: String, help: String, span: Span, derived: Span } = E0222 "a derived trait that a field lacks" {
        message "`{trait_}` cannot be derived: `{ty}` does not implement it";
        primary "this has no `{trait_}`" at span;
        note "derived here" at derived;
        help "{help}";
    }

    NotDerivable { name: String, ty: String, span: Span } = E0223 "a trait that cannot be derived" {
        message "`{name}` cannot be derived";
        primary "only `Eq`, `Ord`, `Hash`, `Clone`, `Debug` and `Display` can" at span;
        help "write `impl {name} for {ty}`";
    }

    NotDerivableHere { trait_: String, ty: String, why: &'static str, help: String, span: Span } = E0224 "a trait that cannot be derived for a type" {
        message "`{trait_}` cannot be derived for `{ty}`: {why}";
        primary "this needs to be written" at span;
        help "{help}";
    }

    ImplementedTwice { trait_: String, ty: String, span: Span, first: Span } = E0217 "a trait implemented twice" {
        message "`{trait_}` is implemented twice for `{ty}`";
        primary "implemented again here" at span;
        note "first implemented here" at first;
    }

    /// Also found by checking, where a value has such a type.
    TypeTooLarge { span: Span } = E0219 "a type that is too large" {
        message "this type is too large";
        primary "it has too many parts or elements" at span;
    }

    RecursiveAlias { name: String, span: Span } = E0213 "an alias of itself" {
        message "the alias `{name}` stands for itself";
        primary "used here" at span;
    }

    NotInModule { module: String, name: String, span: Span, similar: Option<String> } = E0227 "a name that a module does not have" {
        message "{module} declares no `{name}`";
        primary "not declared there" at span;
        if let Some(other) = similar => {
            help "a similar name is declared there" replace span => "{other}";
        }
    }

    PrivateToFile { name: String, span: Span, declared: Span } = E0228 "a name that is private to another file" {
        message "`{name}` is private to its file";
        primary "not visible here" at span;
        note "declared `private` here" at declared;
        help "leave out the word `private`, or use what that file offers instead";
    }

    StatementInModule { inside: &'static str, span: Span } = E0229 "a statement in a module" {
        message "{inside} only declares; this statement would never run";
        primary "not a declaration" at span;
        help "put it into a function, or make it a constant: `let NAME = …` with a name in capitals";
    }

    MisplacedDeclaration { what: &'static str, inside: &'static str, span: Span } = E0231 "a declaration that belongs at the top level of a file" {
        message "{what} cannot stand inside {inside}";
        primary "this belongs at the top level of a file" at span;
        help "move it to the beginning of the file";
    }
}
