; What generated code contains in every module: declarations of the entry points that the programs here use, a place for
; panics, and the lowering of `resume`.
target triple = "x86_64-pc-linux-gnu"

%Location = type { i32, i32, i32, i32, i32, i32 }

@file = private unnamed_addr constant [10 x i8] c"main.aria\00"
@function = private unnamed_addr constant [10 x i8] c"innermost\00"
@text = private unnamed_addr constant [19 x i8] c"\09let x = items[10]\00"
@place = private constant %Location {
  i32 trunc (i64 sub (i64 ptrtoint (ptr @file to i64), i64 ptrtoint (ptr @place to i64)) to i32),
  i32 trunc (i64 sub (i64 ptrtoint (ptr @function to i64), i64 ptrtoint (ptr getelementptr (i8, ptr @place, i64 4) to i64)) to i32),
  i32 trunc (i64 sub (i64 ptrtoint (ptr @text to i64), i64 ptrtoint (ptr getelementptr (i8, ptr @place, i64 8) to i64)) to i32),
  i32 12, i32 10, i32 19 }, align 4

declare void @aria_rt_panic_str(ptr, i64, ptr) noreturn
declare void @aria_rt_panic_bounds(i64, i64, ptr) noreturn
declare void @aria_rt_resume(ptr) noreturn
declare void @aria_rt_panic_in_cleanup(ptr) noreturn nounwind
declare ptr @aria_rt_catch(ptr) nounwind
declare ptr @aria_rt_panic_message(ptr) nounwind
declare void @aria_rt_panic_destroy(ptr) nounwind
declare void @aria_rt_panic_again(ptr) noreturn
declare void @aria_rt_free(ptr) nounwind
declare void @aria_rt_println(ptr, i64) nounwind
declare i32 @aria_rt_main(ptr, i32, ptr) nounwind
declare i32 @aria_rt_personality(...)

@llvm.used = appending global [1 x ptr] [ptr @_Unwind_Resume], section "llvm.metadata"
define internal void @_Unwind_Resume(ptr %exception) noreturn noinline {
  call void @aria_rt_resume(ptr %exception)
  unreachable
}

; Prints the message of a panic and drops both.
define internal void @print_and_drop(ptr %panic) nounwind {
  %message = call ptr @aria_rt_panic_message(ptr %panic)
  %len.at = getelementptr i8, ptr %message, i64 8
  %len = load i64, ptr %len.at
  %bytes = getelementptr i8, ptr %message, i64 16
  call void @aria_rt_println(ptr %bytes, i64 %len)
  store i32 1, ptr %panic
  ; The message still has the panic's count and ours.
  store i32 1, ptr %message
  call void @aria_rt_panic_destroy(ptr %panic)
  ret void
}
