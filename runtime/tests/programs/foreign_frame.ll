; An Aria function between foreign ones: it calls `body`, cleans up, and catches panics.
@cleanup = private unnamed_addr constant [12 x i8] c"aria cleanup"
@caught = private unnamed_addr constant [11 x i8] c"aria caught"

define void @with_cleanup(ptr %body, ptr %data) noinline uwtable personality ptr @aria_rt_personality {
  invoke void %body(ptr %data) to label %done unwind label %pad
done:
  ret void
pad:
  %e = landingpad { ptr, i32 } cleanup
  call void @aria_rt_println(ptr @cleanup, i64 12)
  resume { ptr, i32 } %e
}
define void @with_catch(ptr %body, ptr %data) noinline uwtable personality ptr @aria_rt_personality {
  invoke void @with_cleanup(ptr %body, ptr %data) to label %done unwind label %pad
done:
  ret void
pad:
  %e = landingpad { ptr, i32 } cleanup catch ptr null
  %selector = extractvalue { ptr, i32 } %e, 1
  %foreign = icmp eq i32 %selector, 0
  br i1 %foreign, label %pass, label %panicked
pass:
  resume { ptr, i32 } %e
panicked:
  call void @aria_rt_println(ptr @caught, i64 11)
  %exception = extractvalue { ptr, i32 } %e, 0
  %panic = call ptr @aria_rt_catch(ptr %exception)
  call void @print_and_drop(ptr %panic)
  ret void
}
define void @raise_panic(ptr %text) uwtable {
  call void @aria_rt_panic_str(ptr %text, i64 5, ptr @place)
  unreachable
}
