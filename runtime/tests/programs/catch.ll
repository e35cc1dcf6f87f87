; Catches what comes out of `outer`.
define i32 @program() uwtable personality ptr @aria_rt_personality {
  invoke void @outer() to label %done unwind label %pad
done:
  ret i32 1
pad:
  %e = landingpad { ptr, i32 } cleanup catch ptr null
  %selector = extractvalue { ptr, i32 } %e, 1
  %foreign = icmp eq i32 %selector, 0
  br i1 %foreign, label %pass, label %caught
pass:
  resume { ptr, i32 } %e
caught:
  %exception = extractvalue { ptr, i32 } %e, 0
  %panic = call ptr @aria_rt_catch(ptr %exception)
  call void @print_and_drop(ptr %panic)
  ret i32 7
}
