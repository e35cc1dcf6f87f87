//! Runs MIR over abstract counted objects and faults when a rule of ownership is broken: something dropped that is not
//! there, freed twice, used after it was freed, or alive at the end.

use aria_mir::{
    BinOp, BlockId, Body, BodyId, Callee, CastKind, Const, Instance, InstanceKind, MirProgram, Operand, Place, Projection,
    Rvalue, StatementKind, TerminatorKind, UnOp, Unwind, pending,
};
use aria_types::Ty;

use crate::memory::{Address, Base, Checked, Memory, Step, Value, fault};
use crate::world;

/// How control left a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    Returned,
    Unwound,
}

pub struct Machine<'m> {
    program: &'m MirProgram,
    pub memory: Memory,
    /// The tick that panics; none if 0.
    panic_at: u32,
    pub ticks: u32,
    /// Decides the coins.
    random: u64,
    coins: u32,
    fuel: u32,
    result: Value,
    /// The objects still to be dismantled, and the lists put aside by destructions around this one.
    pending: Vec<usize>,
    aside: Vec<Vec<usize>>,
}

/// Runs a program's entry and checks that nothing is left. The number of ticks passed.
pub fn run(program: &MirProgram, coins: u64, panic_at: u32) -> Checked<(Exit, u32)> {
    let memory = Memory::default();
    let mut machine = Machine {
        program,
        memory,
        panic_at,
        ticks: 0,
        random: coins,
        coins: 0,
        fuel: 200_000,
        result: Value::Nothing,
        pending: Vec::new(),
        aside: Vec::new(),
    };
    let Some(entry) = program.entry else { return fault("no entry") };
    let exit = machine.call(entry, Vec::new())?;
    for (i, object) in machine.memory.objects.iter().enumerate() {
        if !object.freed {
            return fault(format!("object {i} of class {} is never freed (count {})", object.class, object.count));
        }
    }
    Ok((exit, machine.ticks))
}

impl Machine<'_> {
    fn call(&mut self, id: BodyId, args: Vec<Value>) -> Checked<Exit> {
        let body = self.program.body(id);
        if args.len() != body.params as usize {
            return fault(format!("{} takes {} arguments, not {}", body.name, body.params, args.len()));
        }
        let mut locals = vec![Value::Nothing; body.locals.len()];
        locals[1..=args.len()].clone_from_slice(&args);
        self.memory.frames.push(locals);
        let depth = self.memory.frames.len();
        if depth > 300 {
            return fault("endless recursion");
        }
        let exit = self.body(body).map_err(|mut f| {
            f.0 = format!("{}\n  in {}", f.0, body.symbol);
            f
        })?;
        let frame = self.memory.frames.pop().unwrap_or_default();
        self.result = frame.into_iter().next().unwrap_or(Value::Nothing);
        if exit == Exit::Returned && self.result == Value::Nothing {
            if !matches!(body.result_ty(), Ty::Unit) {
                return fault(format!("{} returns nothing", body.symbol));
            }
            self.result = Value::Unit;
        }
        Ok(exit)
    }

    fn body(&mut self, body: &Body) -> Checked<Exit> {
        let mut at = BlockId(0);
        loop {
            self.fuel = self.fuel.saturating_sub(1);
            if self.fuel == 0 {
                return fault("the program does not end");
            }
            let block = body.block(at);
            for statement in &block.statements {
                self.statement(&statement.kind)?;
            }
            match self.terminator(body, &block.terminator.kind).map_err(|mut f| {
                f.0 = format!("{} ({at})", f.0);
                f
            })? {
                Next::Block(next) => at = next,
                Next::Exit(exit) => return Ok(exit),
            }
        }
    }

    fn address(&mut self, place: &Place) -> Checked<Address> {
        let mut address = Address { base: Base::Local(self.memory.frames.len() - 1, place.local.0 as usize), steps: Vec::new() };
        let mut variant = None;
        for step in &place.path {
            match step {
                Projection::Deref => {
                    address = match self.memory.read(&address)? {
                        Value::Object(object) => {
                            self.memory.live(object)?;
                            Address { base: Base::Fields(object), steps: Vec::new() }
                        }
                        Value::Pointer(target) => target,
                        other => return fault(format!("{other:?} is followed")),
                    }
                }
                Projection::Variant(v) => variant = Some(*v),
                Projection::Field(i) => address.steps.push(match variant.take() {
                    Some(v) => Step::Payload(v, *i as usize),
                    None => Step::Part(*i as usize),
                }),
                Projection::Index(local) => {
                    let frame = self.memory.frames.len() - 1;
                    let Value::Int(i) = self.memory.frames[frame][local.0 as usize] else {
                        return fault("an index that is no number");
                    };
                    address.steps.push(Step::Part(i as usize));
                }
            }
        }
        Ok(address)
    }

    fn operand(&mut self, operand: &Operand) -> Checked<Value> {
        match operand {
            Operand::Copy(place) | Operand::Move(place) => {
                let address = self.address(place)?;
                let value = self.memory.read(&address)?;
                if value == Value::Nothing {
                    return fault(format!("{place:?} is read but holds nothing"));
                }
                if matches!(operand, Operand::Move(_)) {
                    self.memory.write(&address, Value::Nothing)?;
                }
                Ok(value)
            }
            Operand::Const(constant) => Ok(match constant {
                Const::Unit => Value::Unit,
                Const::Bool(b) => Value::Bool(*b),
                Const::Int(i, _) => Value::Int(*i),
                Const::Str(_) => Value::Text,
                Const::Null(_) | Const::Zeroed(_) => Value::Zero,
                _ => Value::Unit,
            }),
        }
    }

    fn statement(&mut self, kind: &StatementKind) -> Checked<()> {
        match kind {
            StatementKind::Assign(place, rvalue) => {
                let value = self.rvalue(rvalue)?;
                let address = self.address(place)?;
                self.memory.write(&address, value)
            }
            StatementKind::Retain(place) => {
                let address = self.address(place)?;
                match self.memory.read(&address)? {
                    Value::Object(object) => {
                        let object = self.memory.live(object)?;
                        if object.count < 1 {
                            return fault("an object without a count is retained");
                        }
                        object.count += 1;
                        Ok(())
                    }
                    Value::Zero | Value::Text => Ok(()),
                    other => fault(format!("{other:?} is retained")),
                }
            }
            StatementKind::Zero(place) => {
                let address = self.address(place)?;
                self.memory.write(&address, Value::Zero)
            }
            StatementKind::FreeObject(operand) => {
                let Value::Object(object) = self.operand(operand)? else { return fault("no object is freed") };
                let object = self.memory.live(object)?;
                if object.count != 0 {
                    return fault(format!("an object of class {} is freed with {} counts", object.class, object.count));
                }
                if object.fields.holds_object() {
                    return fault(format!("an object of class {} is freed with its fields", object.class));
                }
                object.freed = true;
                Ok(())
            }
            StatementKind::StorageDead(local) => {
                let frame = self.memory.frames.len() - 1;
                let value = std::mem::replace(&mut self.memory.frames[frame][local.0 as usize], Value::Nothing);
                // What was dropped through a pointer, or holds no counts, may be forgotten.
                if value.holds_object() {
                    return fault(format!("{local} ends with {value:?} in it"));
                }
                Ok(())
            }
            StatementKind::StorageLive(_) | StatementKind::SetVariant(..) => Ok(()),
        }
    }

    fn rvalue(&mut self, rvalue: &Rvalue) -> Checked<Value> {
        Ok(match rvalue {
            Rvalue::Use(operand) => self.operand(operand)?,
            Rvalue::Aggregate(_, parts) => Value::Parts(self.operands(parts)?),
            Rvalue::Variant(_, variant, parts) => Value::Variant(*variant, self.operands(parts)?),
            Rvalue::VariantOf(place) => {
                let address = self.address(place)?;
                match self.memory.read(&address)? {
                    Value::Variant(tag, _) => Value::Int(i128::from(tag)),
                    Value::Zero => Value::Int(0),
                    other => return fault(format!("{other:?} has no variant")),
                }
            }
            Rvalue::NewObject { class, .. } => self.memory.create(class.clone()),
            Rvalue::ReleaseCount(operand) => match self.operand(operand)? {
                Value::Object(object) => {
                    let live = self.memory.live(object)?;
                    if live.count < 1 {
                        return fault("a count is given back that nobody has");
                    }
                    live.count -= 1;
                    Value::Bool(live.count == 0)
                }
                Value::Zero => Value::Bool(false),
                other => return fault(format!("{other:?} has no count")),
            },
            Rvalue::Tail(operand, _) => match self.operand(operand)? {
                Value::Object(object) => Value::Pointer(Address { base: Base::Fields(object), steps: Vec::new() }),
                other => return fault(format!("{other:?} has no bytes")),
            },
            Rvalue::AddressOf(place) => Value::Pointer(self.address(place)?),
            Rvalue::Cast(CastKind::Reinterpret, operand, Ty::Ptr(_)) => match self.operand(operand)? {
                Value::Object(object) => Value::Pointer(Address { base: Base::Count(object), steps: Vec::new() }),
                other => other,
            },
            Rvalue::Cast(_, operand, _) => self.operand(operand)?,
            Rvalue::Binary(op, left, right) => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                binary(*op, &left, &right)?
            }
            Rvalue::Unary(UnOp::Not, operand) => match self.operand(operand)? {
                Value::Bool(b) => Value::Bool(!b),
                other => return fault(format!("not {other:?}")),
            },
            other => return fault(format!("{other:?} is not modelled")),
        })
    }

    fn operands(&mut self, operands: &[Operand]) -> Checked<Vec<Value>> {
        operands.iter().map(|o| self.operand(o)).collect()
    }

    fn terminator(&mut self, body: &Body, kind: &TerminatorKind) -> Checked<Next> {
        Ok(Next::Block(match kind {
            TerminatorKind::Goto(target) => *target,
            TerminatorKind::Branch { condition, then, otherwise } => match self.operand(condition)? {
                Value::Bool(true) => *then,
                Value::Bool(false) => *otherwise,
                other => return fault(format!("a branch on {other:?}")),
            },
            TerminatorKind::Switch { value, cases, otherwise } => match self.operand(value)? {
                Value::Int(i) => cases.iter().find(|c| c.0 == i).map_or(*otherwise, |c| c.1),
                other => return fault(format!("a switch on {other:?}")),
            },
            TerminatorKind::Return => return Ok(Next::Exit(Exit::Returned)),
            TerminatorKind::Resume => return Ok(Next::Exit(Exit::Unwound)),
            TerminatorKind::Unreachable => return fault(format!("unreachable code is reached in {}", body.symbol)),
            TerminatorKind::Abort => return fault("aborted"),
            TerminatorKind::Call { callee, args, destination, target, unwind } => {
                let args = self.operands(args)?;
                for arg in &args {
                    self.check_alive(arg)?;
                }
                let exit = match callee {
                    Callee::Instance(instance) => {
                        let Some(id) = self.program.instances.get(instance) else {
                            return fault(format!("{instance:?} has no body"));
                        };
                        self.call(*id, args)?
                    }
                    Callee::Extern(symbol) => self.external(symbol, args)?,
                    other => return fault(format!("{other:?} is left over")),
                };
                match (exit, target) {
                    (Exit::Returned, Some(target)) => {
                        let value = std::mem::replace(&mut self.result, Value::Nothing);
                        let address = self.address(destination)?;
                        self.memory.write(&address, value)?;
                        *target
                    }
                    (Exit::Returned, None) => return fault("a call that never returns has returned"),
                    (Exit::Unwound, _) => return unwound(*unwind),
                }
            }
            TerminatorKind::Drop { place, target, unwind } => {
                let address = self.address(place)?;
                let value = self.memory.read(&address)?;
                self.memory.write(&address, Value::Nothing)?;
                match value {
                    Value::Zero | Value::Text => *target,
                    Value::Object(object) => {
                        let live = self.memory.live(object)?;
                        if live.count < 1 {
                            return fault("a count is given back that nobody has");
                        }
                        live.count -= 1;
                        if live.count > 0 {
                            return Ok(Next::Block(*target));
                        }
                        let class = live.class.clone();
                        let id = self.glue(InstanceKind::DestroyGlue, class)?;
                        match self.call(id, vec![Value::Object(object)])? {
                            Exit::Returned => *target,
                            Exit::Unwound => return unwound(*unwind),
                        }
                    }
                    other => return fault(format!("{other:?} in {place:?} is dropped")),
                }
            }
            TerminatorKind::Assert { condition, expected, target, unwind, .. } => {
                if self.operand(condition)? == Value::Bool(*expected) {
                    *target
                } else {
                    return unwound(*unwind);
                }
            }
            TerminatorKind::Catch { destination, target } => {
                let panic = self.memory.create(world::panic_ty());
                let address = self.address(destination)?;
                self.memory.write(&address, panic)?;
                *target
            }
        }))
    }

    fn check_alive(&mut self, value: &Value) -> Checked<()> {
        match value {
            Value::Object(object) => self.memory.live(*object).map(|_| ()),
            Value::Parts(parts) | Value::Variant(_, parts) => parts.iter().try_for_each(|p| self.check_alive(p)),
            _ => Ok(()),
        }
    }

    fn glue(&self, kind: InstanceKind, class: Ty) -> Checked<BodyId> {
        let instance = Instance { kind, args: [class].into() };
        match self.program.instances.get(&instance) {
            Some(id) => Ok(*id),
            None => fault(format!("{instance:?} has no body")),
        }
    }

    fn external(&mut self, symbol: &str, args: Vec<Value>) -> Checked<Exit> {
        self.result = Value::Unit;
        match symbol {
            pending::OPEN => {
                self.aside.push(std::mem::take(&mut self.pending));
                self.result = Value::Int(self.aside.len() as i128);
            }
            pending::ADD => {
                let Some(Value::Object(object)) = args.first() else { return fault("no object is destroyed later") };
                if self.memory.live(*object)?.count != 0 || self.aside.is_empty() {
                    return fault("an object is destroyed later that is referred to, or that nobody will destroy");
                }
                self.pending.push(*object);
            }
            pending::RUN => {
                while let Some(object) = self.pending.pop() {
                    let class = self.memory.live(object)?.class.clone();
                    let id = self.glue(InstanceKind::DismantleGlue, class)?;
                    if self.call(id, vec![Value::Object(object)])? == Exit::Unwound {
                        return Ok(Exit::Unwound);
                    }
                    self.result = Value::Unit;
                }
            }
            pending::CLOSE => {
                if !self.pending.is_empty() || args != [Value::Int(self.aside.len() as i128)] {
                    return fault("a list is closed that is not empty, or another one than was opened last");
                }
                self.pending = self.aside.pop().unwrap_or_default();
            }
            "aria_rt_panic_tick" => {
                self.ticks += 1;
                if self.ticks == self.panic_at {
                    return Ok(Exit::Unwound);
                }
            }
            "aria_rt_panic" => return Ok(Exit::Unwound),
            "coin" => {
                self.coins += 1;
                self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                self.result = Value::Bool(self.coins < 60 && self.random >> 63 == 1);
            }
            "aria_rt_panic_destroy" => {
                let Some(Value::Object(object)) = args.first() else { return fault("no panic is destroyed") };
                self.memory.live(*object)?.freed = true;
            }
            "text" | "aria_rt_string_concat_n" => self.result = self.memory.create(world::string()),
            // What the pointer leads to must still be there.
            "peek" | "strlen" => {
                let Some(Value::Pointer(Address { base: Base::Fields(object), .. })) = args.first() else {
                    return fault("no text");
                };
                self.memory.live(*object)?;
                self.result = Value::Zero;
            }
            "stash" => {
                let Some(Value::Object(object)) = args.first() else { return fault("nothing is stashed") };
                self.memory.live(*object)?.count += 1;
            }
            other => return fault(format!("{other} is not modelled")),
        }
        Ok(Exit::Returned)
    }
}

enum Next {
    Block(BlockId),
    Exit(Exit),
}

fn unwound(unwind: Unwind) -> Checked<Next> {
    match unwind {
        Unwind::Continue => Ok(Next::Exit(Exit::Unwound)),
        Unwind::Cleanup(block) => Ok(Next::Block(block)),
        // Only one panic is ever injected, so none can meet another.
        Unwind::Terminate => fault("a panic met another"),
        Unwind::Never => fault("what cannot unwind did"),
    }
}

fn binary(op: BinOp, left: &Value, right: &Value) -> Checked<Value> {
    Ok(match (op, left, right) {
        (BinOp::Eq, a, b) => Value::Bool(a == b),
        (BinOp::Ne, a, b) => Value::Bool(a != b),
        (BinOp::Lt, Value::Int(a), Value::Int(b)) => Value::Bool(a < b),
        (BinOp::Ge, Value::Int(a), Value::Int(b)) => Value::Bool(a >= b),
        (BinOp::Sub, Value::Int(a), Value::Int(b)) => Value::Int(a - b),
        (BinOp::Add, Value::Int(a), Value::Int(b)) => Value::Int(a + b),
        _ => return fault(format!("{left:?} {op:?} {right:?}")),
    })
}
