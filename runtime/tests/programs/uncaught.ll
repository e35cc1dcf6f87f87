define i32 @program() uwtable {
  call void @outer()
  ret i32 0
}
