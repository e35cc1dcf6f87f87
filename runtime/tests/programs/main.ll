define i32 @main(i32 %argc, ptr %argv) {
  %status = call i32 @aria_rt_main(ptr @program, i32 %argc, ptr %argv)
  ret i32 %status
}
