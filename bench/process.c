// Measures whole processes: starts one or two commands in turn and prints the medians of what each cost.
//
// usage: process [-n RUNS] [-f FOLDER] COMMAND [ARGUMENT...] [-- COMMAND [ARGUMENT...]]
//   -f   remove FOLDER and all in it before each start, outside the measured time (a cold cache)
// Prints a line for each command: wall milliseconds, processor milliseconds (user and system), peak KiB.
// The commands' output goes to /dev/null; a command that fails ends the measurement with status 1.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MAX_RUNS = 10001 };

struct samples {
    double wall[MAX_RUNS], cpu[MAX_RUNS], peak[MAX_RUNS];
};

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place) {
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static double milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void run_once(char **command, struct samples *samples, int at) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child;
    int status;
    struct rusage usage;
    double start = milliseconds();
    int error = posix_spawnp(&child, command[0], &actions, NULL, command, environ);
    if (error) {
        fprintf(stderr, "process: cannot start %s: %s\n", command[0], strerror(error));
        exit(1);
    }
    while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    samples->wall[at] = milliseconds() - start;
    samples->cpu[at] = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
    samples->peak[at] = usage.ru_maxrss;
    posix_spawn_file_actions_destroy(&actions);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "process: %s failed\n", command[0]);
        exit(1);
    }
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, count, sizeof *values, ascending);
    return values[count / 2];
}

int main(int count, char **arguments) {
    int runs = 101, option;
    const char *fresh = NULL;
    while ((option = getopt(count, arguments, "+n:f:")) != -1) {
        if (option == 'n') runs = atoi(optarg);
        else if (option == 'f') fresh = optarg;
        else return 2;
    }
    if (optind >= count || runs < 1 || runs > MAX_RUNS) {
        fprintf(stderr, "usage: process [-n RUNS] [-f FOLDER] COMMAND [ARGUMENT...] [-- COMMAND [ARGUMENT...]]\n");
        return 2;
    }
    char **commands[2] = {arguments + optind, NULL};
    for (int i = optind; i < count; i++)
        if (!strcmp(arguments[i], "--")) {
            arguments[i] = NULL;
            commands[1] = arguments + i + 1;
            break;
        }
    static struct samples samples[2];
    for (int run = 0; run < runs; run++)
        for (int which = 0; which < 2 && commands[which]; which++) {
            if (fresh) nftw(fresh, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
            run_once(commands[which], &samples[which], run);
        }
    for (int which = 0; which < 2 && commands[which]; which++)
        printf("%.3f %.3f %.0f\n", median(samples[which].wall, runs), median(samples[which].cpu, runs), median(samples[which].peak, runs));
    return 0;
}
