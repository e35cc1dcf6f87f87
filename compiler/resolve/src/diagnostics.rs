//! What resolving can say.

use aria_diagnostics::diagnostics;
use aria_source::Span;

diagnostics! {
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

    RecursiveValue { name: String, span: Span } = E0212 "a value that contains itself" {
        message "the struct `{name}` contains itself and would be infinitely large";
        primary "declared here" at span;
        help "make it a class, or put the inner one into an `Array` or a class";
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

    ImplementedTwice { trait_: String, ty: String, span: Span, first: Span } = E0217 "a trait implemented twice" {
        message "`{trait_}` is implemented twice for `{ty}`";
        primary "implemented again here" at span;
        note "first implemented here" at first;
    }

    RecursiveAlias { name: String, span: Span } = E0213 "an alias of itself" {
        message "the alias `{name}` stands for itself";
        primary "used here" at span;
    }
}
