; A panic that would leave a call which was declared not to unwind, in a function that has landing pads for other calls.
@boom = private unnamed_addr constant [4 x i8] c"boom"
declare void @aria_rt_print(ptr, i64)

define void @raises() noinline optnone nounwind uwtable {
  call void @aria_rt_panic_str(ptr @boom, i64 4, ptr @place)
  unreachable
}
define i32 @program() uwtable personality ptr @aria_rt_personality {
  invoke void @aria_rt_print(ptr @boom, i64 4) to label %next unwind label %pad
next:
  call void @raises()
  ret i32 0
pad:
  ; Not a resume: the region of that call would take in the one above.
  %e = landingpad { ptr, i32 } cleanup catch ptr null
  ret i32 1
}
