//! What the lane can say.

use aria_diagnostics::diagnostics;
use aria_source::Span;

diagnostics! {
    NotAModule { name: String, span: Span } = E0650 "not the name of a Python module" {
        message "`{name}` is not the name of a Python module";
        primary "a module is named as Python would name it: `extern Python from package.module`" at span;
    }

    SeveralModules { name: String, span: Span, first: Span } = E0651 "two Python modules under one name" {
        message "`{name}` would share its name here with another Python module";
        primary "this is another module" at span;
        note "the first one" at first;
        help "give one of them another name: `extern Python from … as …`";
    }

    Directive { name: String, span: Span } = E0652 "a directive that Python modules do not have" {
        message "`{name}` means nothing to a Python module";
        primary "remove this" at span;
    }

    NoPythonType { function: String, what: String, ty: String, span: Span } = E0653 "a type that Python has no form for" {
        message "Python cannot call `{function}`: it has no form for {what}, `{ty}`";
        primary "offered to Python here" at span;
        help "offer a function of `Int`, `Float`, `Bool`, `String` and `PyObject` that calls this one";
    }

    BadModuleName { name: String, span: Span } = E0654 "a name that Python cannot import" {
        message "Python cannot import a module called `{name}`";
        primary "offered to Python under that name" at span;
        help "choose one of letters, digits and `_`: `@pymodule(name: \"…\")`";
    }
}
