//! What checking can say.

use aria_diagnostics::diagnostics;
use aria_source::Span;

/// `1 argument`, `2 arguments`, `at least 1 argument`.
fn arguments(count: &str) -> String {
    let one = ["1", "one"].contains(&count.split(' ').rfind(|w| *w != "type").unwrap_or(count));
    format!("{count} argument{}", if one && !count.contains(" to ") { "" } else { "s" })
}

fn was(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

diagnostics! {
    Mismatch { expected: String, found: String, span: Span, because: Option<(String, Span)>, help: Option<String> } = E0301 "mismatched types" {
        message "expected `{expected}`, found `{found}`";
        primary "this is `{found}`" at span;
        if let Some((why, place)) = because => {
            note "{why}" at place;
        }
        if let Some(help) = help => {
            help "{help}";
        }
    }

    UnknownName { name: String, span: Span, similar: Option<String> } = E0302 "an unknown name" {
        message "cannot find `{name}` in this scope";
        primary "not found" at span;
        if let Some(other) = similar => {
            help "did you mean `{other}`?" replace span => "{other}";
        }
    }

    UnknownMember { ty: String, name: String, span: Span, similar: Option<String> } = E0303 "an unknown field or method" {
        message "`{ty}` has no field or method `{name}`";
        primary "not found" at span;
        if let Some(other) = similar => {
            help "a similar one exists" replace span => "{other}";
        }
    }

    ArgumentCount { name: String, expected: String, found: usize, span: Span, declared: Option<Span> } = E0304 "the wrong number of arguments" {
        message ("`{name}` takes {}, but {found} {} given", arguments(expected), was(*found));
        primary "wrong number of arguments" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
    }

    ArgumentName { function: String, name: String, span: Span, similar: Option<String> } = E0305 "an unknown argument name" {
        message "`{function}` has no parameter `{name}`";
        primary "no such parameter" at span;
        if let Some(other) = similar => {
            help "a parameter with a similar name exists" replace span => "{other}";
        }
    }

    ArgumentMissing { function: String, name: String, ty: String, span: Span, declared: Option<Span> } = E0306 "a missing argument" {
        message "the argument `{name}: {ty}` of `{function}` is missing";
        primary "called without it" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
    }

    ArgumentTwice { name: String, span: Span } = E0307 "an argument given twice" {
        message "the argument `{name}` is given twice";
        primary "given again here" at span;
    }

    NotCallable { what: String, span: Span } = E0308 "a call of something that is not a function" {
        message "{what} cannot be called";
        primary "not a function" at span;
    }

    NotAssignable { why: String, span: Span, declared: Option<Span> } = E0309 "an assignment to what cannot be assigned" {
        message "{why}";
        primary "cannot be assigned" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
    }

    ReceiverKept { method: String, why: String, span: Span, declared: Option<Span>, method_span: Option<Span> } = E0325 "a method that changes a value that cannot change" {
        message "`{method}` changes its receiver, but {why}";
        primary "cannot be changed" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
        if let Some(place) = method_span => {
            note "this method changes fields of `self`" at place;
        }
        help "keep the value in a variable declared without `let`, and call the method on that";
    }

    UsedBeforeAssigned { name: String, span: Span, declared: Span } = E0310 "a local used before it has a value" {
        message "`{name}` may not have a value yet";
        primary "used here" at span;
        note "declared without a value here" at declared;
    }

    NoOperator { operator: String, left: String, right: Option<String>, span: Span, help: Option<String> } = E0311 "an operator that its operands do not have" {
        message ("`{operator}` is not defined for {}", right.as_ref().map_or_else(|| format!("`{left}`"), |r| format!("`{left}` and `{r}`")));
        primary "no such operation" at span;
        if let Some(help) = help => {
            help "{help}";
        }
    }

    LiteralRange { value: String, ty: String, low: i128, high: i128, span: Span } = E0312 "a literal out of range" {
        message "{value} does not fit `{ty}`";
        primary "`{ty}` goes from {low} to {high}" at span;
    }

    CannotInfer { what: String, span: Span } = E0313 "a type that cannot be inferred" {
        message "the type of {what} cannot be inferred";
        primary "say it here: `name: Type = …`" at span;
    }

    CannotPropagate { found: String, result: String, span: Span, signature: Span } = E0314 "`?` where it cannot propagate" {
        message "`?` on `{found}` cannot leave a function that returns `{result}`";
        primary "would return from here" at span;
        note "the function's result is declared here" at signature;
        help "return a `Result` or `Option`, handle it with `match`, or unwrap it with `!`";
    }

    NothingToUnwrap { sign: String, found: String, function: bool, span: Span } = E0315 "`?` or `!` on a value that cannot fail" {
        message "`{sign}` needs a `Result` or an `Option`, but this is `{found}`";
        primary "cannot fail" at span;
        if *function => {
            help "this is the function itself; to call it, write `()` before the `{sign}`";
        } else {
            help "remove the `{sign}`";
        }
    }

    OutsideLoop { word: String, span: Span } = E0316 "`break` or `next` outside a loop" {
        message "`{word}` is only for loops";
        primary "no loop is around this" at span;
    }

    Private { what: String, span: Span, declared: Span } = E0317 "a private name from outside" {
        message "{what} is private";
        primary "not visible here" at span;
        note "declared here" at declared;
    }

    NotDisplayable { ty: String, help: String, span: Span } = E0318 "a value without a text form" {
        message "`{ty}` has no text form";
        primary "cannot be shown as text" at span;
        help "{help}";
    }

    PatternMismatch { pattern: String, ty: String, span: Span } = E0319 "a pattern of another type" {
        message "{pattern} does not match values of type `{ty}`";
        primary "this can never fit" at span;
    }

    NotExhaustive { missing: Vec<String>, span: Span } = E0320 "a match that misses cases" {
        message ("the match does not cover {}", if missing.iter().any(|m| m == "_") { "every value".to_owned() } else { missing.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(", ") });
        primary "some values of this have no arm" at span;
        help "add the missing arms, or `_ => …`";
    }

    LeavesDefer { word: String, span: Span } = E0321 "control leaves a `defer`" {
        message "`{word}` may not leave a `defer`";
        primary "would leave the deferred block" at span;
    }

    TypeAsValue { name: String, what: &'static str, span: Span } = E0322 "a type where a value is wanted" {
        message "`{name}` is {what}, not a value";
        primary "a value is wanted here" at span;
        if *what == "a type" => {
            help "call one of its functions, as in `{name}.new(…)`, to make a value";
        } else {
            help "use something out of it: `{name}.name`";
        }
    }

    NoSelf { span: Span } = E0323 "`self` outside a method" {
        message "`self` and `@fields` are known only in methods";
        primary "no instance here" at span;
    }

    NotConstant { span: Span } = E0324 "a constant that is computed" {
        message "a constant's value must be a literal or another constant";
        primary "computed when the program runs" at span;
    }

    ConstantWithoutValue { why: String, span: Span } = E0327 "a constant without a value" {
        message "this constant has no value: {why}";
        primary "computed here" at span;
    }

    /// A constant's value needs itself.
    CyclicConstant { name: String, span: Span } = E0807 "a constant that depends on itself" {
        message "the value of `{name}` depends on itself";
        primary "through this" at span;
    }

    BoundNotMet { ty: String, bound: String, help: String, span: Span, declared: Span } = E0326 "a type without the trait that is asked of it" {
        message "`{ty}` does not implement `{bound}`";
        primary ("`{bound}` is needed here") at span;
        note "asked for here" at declared;
        help "{help}";
    }

    /// Not a mistyped name: the method is known, and so is the way to it.
    MethodOfTrait { ty: String, method: String, trait_: String, help: String, span: Span } = E0337 "a method of a trait that the type lacks" {
        message "`{ty}` has no `{method}`, for it does not implement `{trait_}`";
        primary "a method of `{trait_}`" at span;
        help "{help}";
    }

    UnusedResult { ty: String, span: Span } = W0301 "a `Result` is not used" {
        message "this `{ty}` may be an error that nobody looks at";
        primary "handle it with `match`, pass it on with `?`, or unwrap it with `!`" at span;
        help "assign it to `_` to say that the error does not matter" replace Span { end: span.start, ..*span } => "_ = ";
    }

    RaiseOutside { error: String, returns: bool, span: Span, signature: Span } = E0328 "a `raise` that nothing declares" {
        message "`raise` leaves functions that are declared with `raises {error}`";
        primary "nothing says that this function raises" at span;
        note "declared here" at signature;
        if *returns => {
            help "this function returns a `Result`: write `return Err(…)`";
        } else {
            help "write `raises {error}` behind the function's result, or `panic` where nobody could handle it";
        }
    }

    LoopWithoutValue { word: String, span: Span } = E0329 "a value for a loop that has none" {
        message "`{word}` takes no value here";
        primary "nothing would have this value" at span;
        if *word == "break" => {
            help "only `loop` has a value: `while` and `for` may end without a `break`";
        } else {
            help "`next value` is for closures; in a loop `next` goes on with the next turn";
        }
    }

    AlternativeNames { name: String, span: Span, other: Span } = E0330 "alternatives that bind different names" {
        message "`{name}` is not bound by every alternative of the pattern";
        primary "this alternative does not bind `{name}`" at span;
        note "`{name}` is bound here" at other;
        help "bind the same names in each alternative, with the same types";
    }

    MayNotFit { span: Span } = E0331 "a pattern that may not fit where it must" {
        message "this pattern does not fit every value";
        primary "some values do not look like this" at span;
        help "use `match`, or `if let … = …`, where there is something to do with the other values";
    }

    NotDynamic { ty: String, method: String, why: &'static str, span: Span, declared: Option<Span> } = E0332 "a trait without `dyn` values" {
        message "there are no values of type `{ty}`: its method `{method}` {why}";
        primary "cannot become a `{ty}`" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
        help "take a type parameter with the trait as its bound instead, or move the method into a trait of its own";
    }

    FieldsWithoutValue { missing: Vec<String>, span: Span } = E0353 "an object with fields that have no value" {
        message ("there is no object yet: {} {} no value on every path", missing.iter().map(|m| format!("`@{m}`")).collect::<Vec<_>>().join(", "), if missing.len() == 1 { "has" } else { "have" });
        primary "the object is needed here" at span;
        help "assign every field before, in the body of `init` itself; an `if` must do it in each branch";
    }

    ClosureParams { wanted: usize, found: usize, span: Span } = E0335 "a closure with more or fewer parameters" {
        message ("this place gives a closure {}, but it names {found}", arguments(&wanted.to_string()));
        primary "names {found}" at span;
        help "name every one; `_` stands for one that is not needed";
    }

    ReturnInClosure { span: Span } = E0336 "a `return` in a closure" {
        message "`return` cannot leave the function from inside a closure";
        primary "in a closure" at span;
        help "`next value` leaves the closure with a value";
    }

    SpecMalformed { why: String, span: Span } = E0345 "a format that cannot be read" {
        message "this is not a format: {why}";
        primary "not understood" at span;
        help "a format is `[[fill]align][sign][#][0][width][group][.precision][kind]`, as in `>10`, `05d` or `.3f`";
    }

    SpecMismatch { what: String, ty: String, span: Span, value: Span, help: Option<&'static str> } = E0346 "a format that its value does not have" {
        message "{what} is not for a value of type `{ty}`";
        primary "does not fit the value" at span;
        note "this is `{ty}`" at value;
        if let Some(help) = help => {
            help "{help}";
        }
    }

    NegativePower { span: Span } = E0347 "a negative power of an integer" {
        message "a negative power of an integer is a fraction";
        primary "less than zero" at span;
        help "raise a float: `base.to_float ** exponent`";
    }

    KeyTwice { span: Span, first: Span } = E0340 "a dict literal that names a key twice" {
        message "this key stands in the dict literal already";
        primary "its value would replace the first one" at span;
        note "it stands here first" at first;
    }

    NeedsUnsafe { what: String, why: String, span: Span, declared: Option<Span>, fact: Option<&'static str> } = E0510 "needs unsafe" {
        message "{what} needs `unsafe`: {why}";
        primary "not checkable" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
        if let Some(fact) = fact => {
            help "declare it in the `extern` block with {fact}, or wrap the call in `unsafe … end`";
        } else {
            help "wrap it in `unsafe … end`";
        }
    }

    ExtentUnknown { function: String, parameter: String, length: String, span: Span } = E0511 "a buffer of unknown extent" {
        message "`{function}` uses `{length}` elements behind `{parameter}`, but how many there are is not known";
        primary "the extent of this pointer is unknown" at span;
        help "pass an array (`buffer.ptr` of a `CArray`), or wrap the call in `unsafe … end`";
    }

    VariadicUnchecked { function: String, span: Span, why: String } = E0513 "variadic arguments that cannot be checked" {
        message "the variadic arguments of `{function}` cannot be checked: {why}";
        primary "not checkable" at span;
        help "pass a literal format that matches the arguments, or wrap the call in `unsafe … end`";
    }

    MutableString { function: String, parameter: String, span: Span } = E0514 "a String where C may write" {
        message "`{function}` may write through `{parameter}`, and a String is immutable";
        primary "a String cannot be lent here" at span;
        help "pass a `CArray` buffer, or state `@readonly` for the parameter if it is never written";
    }

    UnknownOrigin { what: String, span: Span } = E0515 "a pointer of unknown origin" {
        message "{what} would follow a pointer of unknown origin";
        primary "what this points to, and whether it is still there, is not known" at span;
        help "wrap it in `unsafe … end`";
    }

    RetentionUnknown { function: String, parameter: String, span: Span, declared: Option<Span> } = E0516 "unknown whether C keeps a pointer" {
        message "whether `{function}` keeps `{parameter}` after it returns is not known";
        primary "this may be gone when C looks at it again" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
        help "restate the declaration with its facts in the `extern` block, or wrap the call in `unsafe … end`";
    }

    UnknownForeign { namespace: String, name: String, span: Span, similar: Option<String> } = E0607 "an unknown foreign name" {
        message "`{namespace}` has no `{name}`";
        primary "not declared by any imported header" at span;
        if let Some(other) = similar => {
            help "a similar name exists" replace span => "{other}";
        }
    }

    ForeignUnavailable { name: String, reason: String, span: Span, declared: Option<Span> } = E0608 "a foreign declaration is unavailable" {
        message "`{name}` cannot be used: {reason}";
        primary "used here" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
    }

    ForeignArgument { function: String, parameter: String, expected: String, found: String, span: Span, declared: Option<Span> } = E0609 "an argument that C cannot take" {
        message "`{function}` takes `{expected}` for {parameter}, but this is `{found}`";
        primary "this is `{found}`" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
    }

    FormatMismatch { conversion: String, wanted: String, found: String, span: Span, format: Span } = E0610 "an argument that its format does not fit" {
        message "the format's `{conversion}` takes {wanted}, but this is `{found}`";
        primary "this is `{found}`" at span;
        note "the format is here" at format;
    }

    FormatCount { wanted: usize, found: usize, span: Span } = E0611 "a format with more or fewer arguments" {
        message ("the format takes {}, but {found} {} given", arguments(&wanted.to_string()), was(*found));
        primary "this format" at span;
    }

    NulInLiteral { position: usize, span: Span } = E0612 "a NUL inside a string for C" {
        message "this string has a NUL at byte {position}, where C would think that it ends";
        primary "cannot be passed to C as a whole" at span;
    }

    NoForeignConversion { ty: String, object: String, span: Span } = E0660 "an argument that a foreign object cannot hold" {
        message "a `{ty}` cannot be made a `{object}`";
        primary "this is `{ty}`" at span;
        help "pass a number, a Bool, a String, or another `{object}`";
    }

    NestedDeclaration { span: Span } = E0232 "a declaration inside a block" {
        message "a declaration stands at the top level of a file, a module, a type or a function's body";
        primary "inside a block" at span;
        help "move it to the beginning of the function, or out of it";
    }

    UsedAfterSend { name: String, span: Span, given: Span, taker: Option<String>, clone: bool } = E0531 "a use after the value was given away" {
        message "`{name}` is used after it was given away";
        primary "used here" at span;
        if let Some(taker) = taker => {
            note "`{taker}` takes it over here" at given;
        } else {
            note "the block takes it along here" at given;
        }
        if *clone => {
            help "give a copy away (`{name}.clone`), or use it before";
        } else {
            help "use it before it is given away";
        }
    }

    SharedVariable { name: String, span: Span, declared: Span } = E0532 "a variable that two threads would share" {
        message "`{name}` is assigned, and this block runs on another thread";
        primary "the block shares the variable" at span;
        note "declared here" at declared;
        help "copy its value (`let now = {name}`) and name the copy, or share an `Atomic` or a `Mutex`";
    }

    CannotGive { what: String, why: String, help: String, span: Span, declared: Option<Span> } = E0533 "giving away what belongs to somebody else" {
        message "{what} cannot be given away here: {why}";
        primary "not this function's to give" at span;
        if let Some(place) = declared => {
            note "declared here" at place;
        }
        help "{help}";
    }

    NoThreadFact { ty: String, part: String, span: Span } = E0534 "a type that no other thread may have" {
        message ("a `{ty}` cannot go to another thread{}", if ty == part { String::new() } else { format!(": it holds a `{part}`") });
        primary "nothing says that another thread may use it" at span;
        help "where its library allows that, say so with `@send` before the class that owns it";
    }

    NotSend { ty: String, what: String, why: String, span: Span } = E0535 "a value that several threads would share" {
        message "{what} needs `Send`, and `{ty}` is not";
        primary "{why}" at span;
        help "share it as a `Mutex[{ty}]` or a `Frozen[{ty}]`, or give each thread a copy";
    }
}
