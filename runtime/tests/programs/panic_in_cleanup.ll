; A cleanup that panics while another panic unwinds.
@first = private unnamed_addr constant [5 x i8] c"first"
@second = private unnamed_addr constant [6 x i8] c"second"

define void @finalize() noinline uwtable {
  call void @aria_rt_panic_str(ptr @second, i64 6, ptr @place)
  unreachable
}
define i32 @program() uwtable personality ptr @aria_rt_personality {
  invoke void @aria_rt_panic_str(ptr @first, i64 5, ptr @place) to label %done unwind label %pad
done:
  unreachable
pad:
  %e = landingpad { ptr, i32 } cleanup
  invoke void @finalize() to label %cleaned unwind label %terminate
cleaned:
  resume { ptr, i32 } %e
terminate:
  %t = landingpad { ptr, i32 } cleanup catch ptr null
  %exception = extractvalue { ptr, i32 } %t, 0
  call void @aria_rt_panic_in_cleanup(ptr %exception)
  unreachable
}
