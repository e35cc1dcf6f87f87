//! What lowering can report. Almost everything was reported by checking; what is left is what only the foreign
//! compiler or the choice of type arguments can tell.

use aria_diagnostics::diagnostics;
use aria_source::Span;

diagnostics! {
    /// The standard library names an intrinsic that this compiler does not have.
    UnknownIntrinsic { name: String, span: Span } = E0801 "unknown intrinsic" {
        message "there is no intrinsic `{name}`";
        primary "called here" at span;
    }

    /// The foreign compiler cannot make the code that a call needs.
    NoAdapter { what: String, reason: String, span: Span } = E0802 "a foreign call that cannot be made" {
        message "`{what}` cannot be called from here";
        primary at span;
        note ("the foreign compiler says: {reason}");
    }

    /// No implementation of a trait's method was found for the type it is used with.
    NoImplementation { method: String, ty: String, span: Span } = E0803 "no implementation for a type" {
        message "`{method}` has no implementation for `{ty}`";
        primary "needed here" at span;
    }

    /// The library lacks an item that the language needs.
    MissingLangItem { name: String, span: Span } = E0804 "an item of the standard library is missing" {
        message "the standard library does not define `@lang({name})`";
        primary "needed here" at span;
    }

    /// A function that is used as a value or called has no code.
    NoBody { name: String, span: Span } = E0805 "a function without code" {
        message "`{name}` has no body";
        primary "needed here" at span;
    }

    /// A generic function needs ever larger types.
    EndlessInstances { name: String, span: Span } = E0806 "types that grow without end" {
        message "`{name}` would have to be compiled for endlessly many types";
        primary "declared here" at span;
    }

    /// A closure that may outlive the receiver whose place it would hold.
    KeepsReceiver { span: Span } = E0809 "a closure that keeps the receiver of a method that changes it" {
        message "this closure may be kept, but `self` is only lent to a method that changes it";
        primary "this names `self`" at span;
        help "copy what the closure needs into a local first";
    }

    /// A panic cannot be caught where nothing unwinds.
    NothingToCatch { span: Span } = E0822 "`catch_panic` for a target without unwinding" {
        message "panics cannot be caught on this target";
        primary "a panic before this ends the program" at span;
        help "what may go wrong returns a `Result`";
    }

    /// A foreign call's steps do not fit together.
    InvalidPlan { reason: String, span: Span } = E0808 "a crossing that does not add up" {
        message "this foreign call cannot be carried out: {reason}";
        primary at span;
    }
}
