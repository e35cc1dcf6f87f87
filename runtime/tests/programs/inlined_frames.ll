; Two cleanups that the optimiser merges into the function that catches.
@boom = private unnamed_addr constant [4 x i8] c"boom"
@clean.inner = private unnamed_addr constant [5 x i8] c"inner"
@clean.outer = private unnamed_addr constant [5 x i8] c"outer"

define internal void @inner() alwaysinline uwtable personality ptr @aria_rt_personality {
  invoke void @aria_rt_panic_str(ptr @boom, i64 4, ptr @place) to label %done unwind label %pad
done:
  unreachable
pad:
  %e = landingpad { ptr, i32 } cleanup
  call void @aria_rt_println(ptr @clean.inner, i64 5)
  resume { ptr, i32 } %e
}
define internal void @outer() alwaysinline uwtable personality ptr @aria_rt_personality {
  invoke void @inner() to label %done unwind label %pad
done:
  ret void
pad:
  %e = landingpad { ptr, i32 } cleanup
  call void @aria_rt_println(ptr @clean.outer, i64 5)
  resume { ptr, i32 } %e
}
