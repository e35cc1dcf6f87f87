//! Telling an exhausted stack from other faults: a handler on its own stack, installed when the program starts.
//!
//! Only a fault near the stack pointer, or near the end of the first thread's stack, is reported as an overflow. Any
//! other one takes its usual course: the handler restores the default action and returns into the fault.

use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::memory::abort_with;
use crate::panic::{Backtrace, Symbolizer, write_backtrace};
use crate::stderr_writer::StderrWriter;

/// Enough to read debug information on; pages that are never touched cost nothing.
const HANDLER_STACK_SIZE: usize = 256 * 1024;

#[repr(C, align(16))]
struct FirstStack([MaybeUninit<u8>; HANDLER_STACK_SIZE]);

static mut HANDLER_STACK: FirstStack = FirstStack([MaybeUninit::uninit(); HANDLER_STACK_SIZE]);

/// The stack on which the handler runs for a thread that is not the first.
pub struct HandlerStack(*mut c_void);

impl HandlerStack {
    /// Gives the calling thread one, unless it has one or there is no memory.
    pub fn of_this_thread() -> Self {
        // SAFETY: the structures are initialised, and the new stack is this thread's alone.
        unsafe {
            let mut present: libc::stack_t = MaybeUninit::zeroed().assume_init();
            if libc::sigaltstack(core::ptr::null(), &raw mut present) != 0 || present.ss_flags & libc::SS_DISABLE == 0 {
                return Self(null_mut());
            }
            let access = libc::PROT_READ | libc::PROT_WRITE;
            let memory = libc::mmap(
                null_mut(),
                HANDLER_STACK_SIZE,
                access,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_STACK,
                -1,
                0,
            );
            if memory == libc::MAP_FAILED {
                return Self(null_mut());
            }
            let stack = libc::stack_t { ss_sp: memory, ss_flags: 0, ss_size: HANDLER_STACK_SIZE };
            libc::sigaltstack(&raw const stack, null_mut());
            Self(memory)
        }
    }

    /// The memory, which stays the thread's until it is made a `HandlerStack` again.
    fn into_memory(self) -> *mut c_void {
        let memory = self.0;
        core::mem::forget(self);
        memory
    }
}

impl Drop for HandlerStack {
    fn drop(&mut self) {
        if self.0.is_null() {
            return;
        }
        // SAFETY: the thread handles no fault now, and the memory is ours.
        unsafe {
            let none = libc::stack_t { ss_sp: null_mut(), ss_flags: libc::SS_DISABLE, ss_size: 0 };
            libc::sigaltstack(&raw const none, null_mut());
            libc::munmap(self.0, HANDLER_STACK_SIZE);
        }
    }
}

/// How far from the stack pointer a fault may lie: frames that are larger touch their pages one by one.
const NEAR_STACK_POINTER: usize = 64 * 1024;

/// The gap that the kernel keeps below a growing stack.
const STACK_GUARD_GAP: usize = 1024 * 1024;

const MESSAGE: &[u8] = b"fatal error: stack overflow";

/// Whether the message was written.
static SAID: AtomicBool = AtomicBool::new(false);

/// How long finding names may take before the program ends without them.
const NAMING_SECONDS: u32 = 5;

/// How many of the frames that exhausted the stack are shown: enough to see functions call one another in turn.
const SHOWN_FRAMES: usize = 10;

/// Installs the handler for the calling thread, unless a sanitizer or the host already handles these signals.
pub fn install_handler() {
    // SAFETY: the structures are initialised, and the handler's stack is used by one thread only.
    unsafe {
        let stack = libc::stack_t { ss_sp: (&raw mut HANDLER_STACK).cast(), ss_flags: 0, ss_size: HANDLER_STACK_SIZE };
        let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
        action.sa_sigaction = on_fault as extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        let mut stack_is_set = false;
        for signal in [libc::SIGSEGV, libc::SIGBUS] {
            let mut previous: libc::sigaction = MaybeUninit::zeroed().assume_init();
            if libc::sigaction(signal, &raw const action, &raw mut previous) != 0 {
                continue;
            }
            if previous.sa_sigaction != libc::SIG_DFL {
                libc::sigaction(signal, &raw const previous, null_mut());
            } else if !stack_is_set {
                stack_is_set = true;
                libc::sigaltstack(&raw const stack, null_mut());
            }
        }
    }
}

/// Gives the calling thread a stack of its own for the handler, so that its exhausted stack is reported too; null if that
/// cannot be had, which only costs the message. Whatever starts threads, or is entered on a foreign one, calls this
/// before anything of the program runs there.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_thread_begin() -> *mut c_void {
    HandlerStack::of_this_thread().into_memory()
}

/// Takes back what `aria_rt_thread_begin` gave.
///
/// # Safety
/// `memory` is what it returned on this thread, on which nothing of the program runs any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_thread_end(memory: *mut c_void) {
    drop(HandlerStack(memory));
}

extern "C" fn on_fault(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel passes both structures.
    let (fault, registers) = unsafe { ((*info).si_addr() as usize, Registers::of(context.cast())) };
    // SAFETY: `info` as above. A code that is not positive means that the signal was sent by a process.
    let is_fault = unsafe { (*info).si_code } > 0;
    if is_fault && (fault.abs_diff(registers.stack_pointer) < NEAR_STACK_POINTER || is_at_end_of_main_stack(fault)) {
        report(&registers);
    }
    // SAFETY: restoring the default action is always allowed; the fault then repeats.
    unsafe { libc::signal(signal, libc::SIG_DFL) };
    if !is_fault {
        // SAFETY: a signal that was sent does not repeat by itself.
        unsafe { libc::raise(signal) };
    }
}

struct Registers {
    program_counter: usize,
    stack_pointer: usize,
}

impl Registers {
    /// # Safety
    /// `context` is what a signal handler received.
    unsafe fn of(context: *const libc::ucontext_t) -> Self {
        // SAFETY: the caller's promise.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            {
                let registers = &(*context).uc_mcontext.gregs;
                Self {
                    program_counter: registers[libc::REG_RIP as usize] as usize,
                    stack_pointer: registers[libc::REG_RSP as usize] as usize,
                }
            }
            #[cfg(target_arch = "aarch64")]
            {
                let registers = &(*context).uc_mcontext;
                Self { program_counter: registers.pc as usize, stack_pointer: registers.sp as usize }
            }
        }
    }
}

/// Whether an address lies where the first thread's stack may not grow further.
fn is_at_end_of_main_stack(address: usize) -> bool {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is writable. The executable's name lies in the last page of the stack.
    let top = unsafe {
        if libc::getrlimit(libc::RLIMIT_STACK, &raw mut limit) != 0 || limit.rlim_cur == libc::RLIM_INFINITY {
            return false;
        }
        libc::getauxval(libc::AT_EXECFN) as usize
    };
    let end = top.wrapping_add(NEAR_STACK_POINTER).wrapping_sub(limit.rlim_cur as usize);
    top != 0 && address < end && end - address < STACK_GUARD_GAP
}

/// Names the function that ran out of stack, and aborts.
#[cold]
fn report(registers: &Registers) -> ! {
    // Printing what the program left and finding names may wait or fault, if the stack ended inside the C library.
    // SAFETY: the handler only writes and aborts.
    unsafe {
        let mut signals: libc::sigset_t = MaybeUninit::zeroed().assume_init();
        libc::sigemptyset(&raw mut signals);
        for signal in [libc::SIGALRM, libc::SIGSEGV, libc::SIGBUS] {
            libc::signal(signal, give_up as extern "C" fn(c_int) as usize);
            libc::sigaddset(&raw mut signals, signal);
        }
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const signals, null_mut());
        libc::alarm(NAMING_SECONDS);
        // What the program printed comes first, unless the stack ended while it printed.
        libc::fflush(null_mut());
    }
    let mut out = StderrWriter::new();
    out.write(MESSAGE);
    out.flush();
    SAID.store(true, Ordering::Relaxed);
    let symbolizer = Symbolizer::load();
    symbolizer.with_innermost_name(registers.program_counter, &mut |name| {
        if !name.is_empty() {
            out.write(b" in ");
            out.write(name);
        }
    });
    out.byte(b'\n');
    out.flush();
    let mut backtrace = MaybeUninit::<Backtrace>::uninit();
    // SAFETY: the backtrace is written before it is read; there is no location.
    unsafe {
        Backtrace::capture_into(backtrace.as_mut_ptr());
        let walked = Backtrace::addresses(backtrace.as_ptr());
        // The handler's own frames come first.
        let fault = walked.iter().position(|&address| address == registers.program_counter);
        let frames = fault.and_then(|fault| walked.get(fault..)).unwrap_or(&[]);
        match frames.get(..SHOWN_FRAMES) {
            Some(shown) => {
                write_backtrace(shown, core::ptr::null());
                abort_with(&[b"   ...\n"])
            }
            None if frames.is_empty() => write_backtrace(&[registers.program_counter], core::ptr::null()),
            None => write_backtrace(frames, core::ptr::null()),
        }
    }
    abort_with(&[])
}

extern "C" fn give_up(_: c_int) {
    abort_with(&[if SAID.load(Ordering::Relaxed) { b"" } else { MESSAGE }, b"\n"])
}
