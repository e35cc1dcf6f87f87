//! Random programs whose types are right and whose numbers stay in range: declarations, and what the parts share.

mod numbers;
mod statements;
mod values;

use super::interpret;
use super::model::{Block, Expr, Function, Program, Record, Stmt, Test, Ty};
use super::random::Random;

/// What every `Int` that is stored stays below, in magnitude.
const LIMIT: i64 = 1_000_000;

/// A program and what it prints. Programs that run for too long are passed over.
pub fn program(seed: u64) -> (Program, String) {
    let mut random = Random(seed);
    loop {
        let program = Generator::program(Random(random.next()));
        if let Some(output) = interpret::run(&program) {
            return (program, output);
        }
    }
}

/// A local that can be named.
#[derive(Clone, Debug)]
struct Local {
    name: String,
    ty: Ty,
    assignable: bool,
}

struct Generator {
    random: Random,
    program: Program,
    /// What can be named here.
    locals: Vec<Local>,
    names: u32,
    /// What `return` takes with it here; none where nothing may return.
    result: Option<Ty>,
    /// Inside a loop of this function.
    in_loop: bool,
    /// Inside a `catch_panic`, where something may panic.
    caught: bool,
    /// The function that is being written, and whether it may call itself here.
    recursion: Option<(usize, bool)>,
    /// What is left of the function's size.
    budget: u32,
}

impl Generator {
    fn program(random: Random) -> Program {
        let mut g = Generator {
            random,
            program: Program::default(),
            locals: Vec::new(),
            names: 0,
            result: None,
            in_loop: false,
            caught: false,
            recursion: None,
            budget: 0,
        };
        g.declare_types();
        for _ in 0..2 + g.random.below(4) {
            g.function();
        }
        g.main();
        g.program
    }

    fn declare_types(&mut self) {
        for i in 0..1 + self.random.below(3) {
            // A class refers to earlier ones only, so that no cycle keeps an object alive.
            let mut fields = vec![Ty::Int];
            for _ in 0..self.random.below(3) {
                let simple = [Ty::Int, Ty::Text, Ty::Bool, Ty::Byte, Ty::Array(Box::new(Ty::Int)), Ty::Option(Box::new(Ty::Int))];
                let mut field = self.random.choose(&simple).clone();
                if i > 0 && self.random.percent(40) {
                    field = Ty::Class(self.random.below(i));
                    if self.random.percent(40) {
                        field = Ty::Option(Box::new(field));
                    }
                }
                fields.push(field);
            }
            self.program.classes.push(Record { fields });
        }
        for _ in 0..1 + self.random.below(2) {
            let fields = (0..1 + self.random.below(3)).map(|_| self.part()).collect();
            self.program.structs.push(Record { fields });
        }
        for _ in 0..1 + self.random.below(2) {
            let variants = 2 + self.random.below(2);
            let payloads = (0..variants).map(|_| (0..self.random.below(3)).map(|_| self.part()).collect()).collect();
            self.program.enums.push(payloads);
        }
    }

    /// The type of a part of a value.
    fn part(&mut self) -> Ty {
        let class = Ty::Class(self.random.below(self.program.classes.len()));
        let all = [Ty::Int, Ty::Text, Ty::Bool, Ty::Byte, class.clone(), class.clone(), Ty::Option(Box::new(class))];
        self.random.choose(&all).clone()
    }

    /// The type of a local, parameter or result.
    fn any_type(&mut self) -> Ty {
        match self.random.below(16) {
            0..=3 => Ty::Int,
            4 => Ty::Byte,
            5 => Ty::Bool,
            6 | 7 => Ty::Text,
            8 => Ty::Array(Box::new(self.part())),
            9 => Ty::Struct(self.random.below(self.program.structs.len())),
            10 | 11 => Ty::Class(self.random.below(self.program.classes.len())),
            12 => Ty::Enum(self.random.below(self.program.enums.len())),
            13 => Ty::Option(Box::new(self.part())),
            _ => Ty::Result(Box::new(self.part())),
        }
    }

    fn fresh(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    fn function(&mut self) {
        let id = self.program.functions.len();
        let method_of = self.random.percent(30).then(|| self.random.below(self.program.classes.len()));
        let recursive = method_of.is_none() && self.random.percent(25);
        let mut params = Vec::new();
        if let Some(class) = method_of {
            params.push(("self".to_owned(), Ty::Class(class)));
        }
        if recursive {
            params.push(("depth".to_owned(), Ty::Int));
        }
        for _ in 0..self.random.below(3) {
            let ty = self.any_type();
            params.push((self.fresh("p"), ty));
        }
        let result = self.any_type();
        // It must be known before its body, which may call it.
        let name = if method_of.is_some() { format!("m{id}") } else { format!("fun{id}") };
        let function =
            Function { name, method_of, recursive, params: params.clone(), result: result.clone(), body: Block::default() };
        self.locals = params
            .iter()
            .map(|(name, ty)| Local { name: name.clone(), ty: ty.clone(), assignable: name != "self" && name != "depth" })
            .collect();
        self.result = Some(result.clone());
        self.recursion = recursive.then_some((id, true));
        self.budget = 25;
        self.program.functions.push(function);
        let mut body = Block::default();
        if method_of.is_some() {
            // What does not mention `self` is no method.
            let first = Expr::Field(Box::new(Expr::Local("self".into())), 0);
            body.statements.push(Stmt::Print(Expr::Interpolate(vec![Expr::Text("self".into()), first])));
        }
        if recursive {
            let stop = Expr::Compare(Test::LessEqual, Box::new(Expr::Local("depth".into())), Box::new(Expr::Int(0)));
            let value = self.leaf(&result);
            body.statements.push(Stmt::ReturnIf(value, stop));
        }
        let rest = self.block(Some(&result), 3, 5);
        body.statements.extend(rest.statements);
        body.value = rest.value;
        self.program.functions[id].body = body;
    }

    fn main(&mut self) {
        self.locals.clear();
        self.result = None;
        self.recursion = None;
        self.budget = 70;
        let body = self.block(None, 4, 14);
        let main =
            Function { name: "main".into(), method_of: None, recursive: false, params: Vec::new(), result: Ty::Unit, body };
        self.program.functions.push(main);
    }
}
