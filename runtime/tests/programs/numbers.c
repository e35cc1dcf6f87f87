/* Numbers and Strings as text. */
#include "runtime.h"

int main(void) {
    const double doubles[] = {5, 0.1, -0.0, 0, 1e15, 1e16, 123456789012345678, 0.0001, 0.00001, 1.5e-7, 1e22, 5e-324,
                              1.7976931348623157e308, -2.5, 100, 0.3, 1e100, 1234.5678, 9007199254740993, 1.0 / 0, -1.0 / 0};
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) show(aria_rt_f64_to_string(doubles[i]));
    show(aria_rt_f64_to_string(__builtin_nan("")));
    show(aria_rt_f32_to_string(0.1f));
    show(aria_rt_f32_to_string(16777216.0f));
    show(aria_rt_f32_to_string(1e-30f));
    show(aria_rt_i64_to_string(INT64_MIN));
    show(aria_rt_u64_to_string(UINT64_MAX));
    show(aria_rt_i128_to_string(0, (uint64_t)1 << 63));
    show(aria_rt_u128_to_string(UINT64_MAX, UINT64_MAX));
    show(aria_rt_string_new(NULL, 0));
    show(aria_rt_string_from_c_lossy("pl\xC3\xA4in \xFF\xE2\x82 end\xC3"));
    String *parts[] = {aria_rt_string_new("con", 3), aria_rt_string_new("", 0), aria_rt_string_new("cat", 3)};
    show(aria_rt_string_concat_n(parts, 3));
    show(aria_rt_string_concat_n(parts, 0));
    for (int i = 0; i < 3; i++) aria_rt_free(parts[i]);
    printf("C prints, ");
    aria_rt_print("Aria prints, ", 13);
    printf("C prints\n");
    aria_rt_eprintln("to stderr", 9);
}
