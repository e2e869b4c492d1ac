/* What busybox cannot do, for the proofs of the lab. It is linked statically and runs in the containers, and on the
 * host to put down and take away what the containers are after.
 *
 *   prove get ADDRESS PATH            an engine's answer; ADDRESS: a socket's path, HOST:PORT, or `-` for DOCKER_HOST,
 *   prove post ADDRESS PATH JSON          else the default socket; fails unless the status is 2xx
 *   prove hear ADDRESS                what a service says to whoever connects
 *   prove show FILE                   the file; a copy with the setuid bit shows what a setuid file gives
 *   prove handle FILE                 the handle of a file, as open_by_handle_at() takes it
 *   prove open-handle ON HANDLE       the file with this handle, on the file system of ON
 *   prove key NAME                    a key of root's own keyring;    key-add NAME TEXT, key-drop NAME
 *   prove segment KEY                 a shared memory segment (IPC);  segment-add KEY TEXT, segment-drop KEY
 *   prove loop-driver                 asks the loop driver which device is free
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/loop.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ROOM 4096

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static int need(int result, const char *what) {
    if (result < 0) fail(what);
    return result;
}

static void pass_on(int from) {
    char part[ROOM];
    ssize_t size;
    while ((size = read(from, part, sizeof part)) > 0) fwrite(part, 1, size, stdout);
    if (size < 0) fail("read");
}

static int to_socket(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int channel = need(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
    need(connect(channel, (struct sockaddr *)&address, sizeof address), path);
    return channel;
}

static int to_port(const char *address) {
    char host[256];
    snprintf(host, sizeof host, "%s", address);
    char *port = strrchr(host, ':');
    if (!port) fail("no port");
    *port++ = 0;
    setenv("RES_OPTIONS", "timeout:1 attempts:1", 1); /* a name that nobody has is asked for elsewhere, in vain */
    struct addrinfo *found, hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    int fault = getaddrinfo(host, port, &hints, &found);
    if (fault) {
        fprintf(stderr, "%s: %s\n", host, gai_strerror(fault));
        exit(1);
    }
    int channel = need(socket(found->ai_family, found->ai_socktype, 0), "socket");
    struct timeval patience = {.tv_sec = 5};
    setsockopt(channel, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    need(connect(channel, found->ai_addr, found->ai_addrlen), address);
    return channel;
}

static int connected(const char *address) {
    if (!strcmp(address, "-")) address = getenv("DOCKER_HOST");
    if (!address || !*address) address = "/var/run/docker.sock";
    if (!strncmp(address, "tcp://", 6)) address += 6;
    return *address == '/' ? to_socket(address) : to_port(address);
}

/* HTTP/1.0: the engine closes the connection after its answer. */
static void ask(const char *method, const char *address, const char *path, const char *body) {
    int channel = connected(address), status = 0;
    dprintf(channel, "%s %s HTTP/1.0\r\nHost: engine\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
            method, path, strlen(body), body);
    FILE *answer = fdopen(channel, "r");
    char line[ROOM];
    if (!answer || !fgets(line, sizeof line, answer) || sscanf(line, "HTTP/%*s %d", &status) != 1) fail("no answer");
    while (fgets(line, sizeof line, answer)) fputs(line, status / 100 == 2 ? stdout : stderr);
    if (status / 100 != 2) exit(1);
}

union handle {
    struct file_handle head;
    char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
};

static void print_handle(const char *file) {
    union handle handle = {.head.handle_bytes = MAX_HANDLE_SZ};
    int mount;
    need(name_to_handle_at(AT_FDCWD, file, &handle.head, &mount, 0), file);
    printf("%d.", handle.head.handle_type);
    for (unsigned at = 0; at < handle.head.handle_bytes; at++) printf("%02x", handle.head.f_handle[at]);
    puts("");
}

static void open_handle(const char *on, const char *text) {
    union handle handle = {.head.handle_bytes = 0};
    int skip = 0;
    if (sscanf(text, "%d.%n", &handle.head.handle_type, &skip) != 1) fail("no handle");
    for (text += skip; text[0] && text[1]; text += 2) {
        unsigned byte;
        if (sscanf(text, "%2x", &byte) != 1 || handle.head.handle_bytes >= MAX_HANDLE_SZ) fail("no handle");
        handle.head.f_handle[handle.head.handle_bytes++] = byte;
    }
    int place = need(open(on, O_RDONLY), on);
    pass_on(need(open_by_handle_at(place, &handle.head, O_RDONLY), "open_by_handle_at"));
}

static long key_of(const char *name) {
    long key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", name, 0);
    need(key, "keyctl");
    return key;
}

static void key(const char *verb, const char *name, const char *text) {
    char content[ROOM];
    if (!strcmp(verb, "key-add")) {
        long made = syscall(SYS_add_key, "user", name, text, strlen(text), KEY_SPEC_USER_KEYRING);
        need(made, "add_key");
        need(syscall(SYS_keyctl, KEYCTL_SETPERM, made, 0x3f3f0000), "keyctl"); /* all to its owner, as to who holds it */
    } else if (!strcmp(verb, "key-drop")) {
        need(syscall(SYS_keyctl, KEYCTL_UNLINK, key_of(name), KEY_SPEC_USER_KEYRING), "keyctl");
    } else {
        int size = need(syscall(SYS_keyctl, KEYCTL_READ, key_of(name), content, sizeof content), "keyctl");
        fwrite(content, 1, size, stdout);
    }
}

static void segment(const char *verb, const char *number, const char *text) {
    int adds = !strcmp(verb, "segment-add");
    int id = need(shmget(strtol(number, NULL, 0), ROOM, adds ? IPC_CREAT | IPC_EXCL | 0600 : 0), "shmget");
    if (!strcmp(verb, "segment-drop")) {
        need(shmctl(id, IPC_RMID, NULL), "shmctl");
        return;
    }
    char *memory = shmat(id, NULL, 0);
    if (memory == (void *)-1) fail("shmat");
    if (adds) strncpy(memory, text, ROOM - 1);
    else puts(memory);
}

int main(int count, char **words) {
    const char *verb = count > 2 ? words[1] : "", *second = count > 3 ? words[3] : "";
    if (!strcmp(verb, "get")) ask("GET", words[2], second, "");
    else if (!strcmp(verb, "post")) ask("POST", words[2], second, count > 4 ? words[4] : "{}");
    else if (!strcmp(verb, "hear")) pass_on(connected(words[2]));
    else if (!strcmp(verb, "show")) pass_on(need(open(words[2], O_RDONLY), words[2]));
    else if (!strcmp(verb, "handle")) print_handle(words[2]);
    else if (!strcmp(verb, "open-handle")) open_handle(words[2], second);
    else if (!strncmp(verb, "key", 3)) key(verb, words[2], second);
    else if (!strncmp(verb, "segment", 7)) segment(verb, words[2], second);
    else if (count == 2 && !strcmp(words[1], "loop-driver")) {
        int driver = need(open("/dev/loop-control", O_RDWR), "/dev/loop-control");
        printf("free: loop%d\n", need(ioctl(driver, LOOP_CTL_GET_FREE), "ioctl"));
    } else {
        fprintf(stderr, "usage: see prove.c\n");
        return 2;
    }
    return 0;
}
