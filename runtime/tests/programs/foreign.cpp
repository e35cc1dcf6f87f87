// C++ above and below Aria's frames.
#include <cstdio>
#include <pthread.h>

extern "C" {
void with_cleanup(void (*body)(void *), void *data);
void with_catch(void (*body)(void *), void *data);
void raise_panic(void *text);
}

struct Guard {
    const char *name;
    ~Guard() { std::printf("~%s\n", name); }
};

static void throws(void *) { throw 42; }

static void panics_under_cpp(void *text) {
    Guard guard{"guard"};
    raise_panic(text);
}

static void *exits(void *) {
    with_catch([](void *) { pthread_exit(nullptr); }, nullptr);
    return nullptr;
}

int main() {
    char text[] = "boom!";
    try {
        with_catch(throws, nullptr);
    } catch (int value) {
        std::printf("C++ caught %d\n", value);
    }
    std::puts("--");
    with_catch(panics_under_cpp, text);
    std::puts("--");
    try {
        with_cleanup(raise_panic, text);
    } catch (...) {
        std::puts("C++ swallowed");
    }
    std::puts("--");
    pthread_t thread;
    pthread_create(&thread, nullptr, exits, nullptr);
    pthread_join(thread, nullptr);
    std::puts("end");
}
