; Three frames with cleanups above a panic. `outer` calls `middle` calls `inner` calls `innermost`.
@clean.inner = private unnamed_addr constant [13 x i8] c"cleanup inner"
@clean.middle = private unnamed_addr constant [14 x i8] c"cleanup middle"
@clean.outer = private unnamed_addr constant [13 x i8] c"cleanup outer"

define void @innermost() noinline uwtable !dbg !10 {
  call void @aria_rt_panic_bounds(i64 10, i64 3, ptr @place), !dbg !20
  unreachable, !dbg !20
}
define void @inner() noinline uwtable personality ptr @aria_rt_personality !dbg !11 {
  invoke void @innermost() to label %done unwind label %pad, !dbg !21
done:
  ret void, !dbg !21
pad:
  %e = landingpad { ptr, i32 } cleanup
  call void @aria_rt_println(ptr @clean.inner, i64 13), !dbg !21
  resume { ptr, i32 } %e
}
define void @middle() noinline uwtable personality ptr @aria_rt_personality !dbg !12 {
  invoke void @inner() to label %done unwind label %pad, !dbg !22
done:
  ret void, !dbg !22
pad:
  %e = landingpad { ptr, i32 } cleanup
  call void @aria_rt_println(ptr @clean.middle, i64 14), !dbg !22
  resume { ptr, i32 } %e
}
define void @outer() noinline uwtable personality ptr @aria_rt_personality !dbg !13 {
  invoke void @middle() to label %done unwind label %pad, !dbg !23
done:
  ret void, !dbg !23
pad:
  %e = landingpad { ptr, i32 } cleanup
  call void @aria_rt_println(ptr @clean.outer, i64 13), !dbg !23
  resume { ptr, i32 } %e
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, producer: "aria", isOptimized: false, emissionKind: FullDebug)
!1 = !DIFile(filename: "main.aria", directory: "/src")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 4}
!4 = !DISubroutineType(types: !5)
!5 = !{null}
!10 = distinct !DISubprogram(name: "innermost", scope: !1, file: !1, line: 11, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!11 = distinct !DISubprogram(name: "Stack.inner", scope: !1, file: !1, line: 21, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!12 = distinct !DISubprogram(name: "Stack.middle", scope: !1, file: !1, line: 31, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!13 = distinct !DISubprogram(name: "outer", scope: !1, file: !1, line: 41, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!20 = !DILocation(line: 12, column: 10, scope: !10)
!21 = !DILocation(line: 22, column: 3, scope: !11)
!22 = !DILocation(line: 32, column: 3, scope: !12)
!23 = !DILocation(line: 42, column: 3, scope: !13)
