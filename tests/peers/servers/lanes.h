/* What servers in C share: flags, listeners, and one connection after the other. */
#ifndef LANES_H
#define LANES_H

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define MOST_LANES 64
#define LONGEST_PSK 64
#define LONGEST_FILE 4096

/* The flags of one listener; NULL where one is not given. */
struct lane {
    const char *cert, *key, *ca, *identity, *group, *raw, *raw_client, *later;
    unsigned char psk[LONGEST_PSK];
    size_t psk_length;
    unsigned char status[LONGEST_FILE];
    size_t status_length;
    unsigned early_data;
};

/* The line on which a client is asked for its certificate. */
#define ASK "**REAUTH**\n"

/* Makes the configuration of one listener. */
static void *configure(const struct lane *lane);
/* Its name and version. */
static const char *version(void);
/* Does the handshake, answers a line with the same line, and closes when the client has. */
static void serve(void *configuration, int socket);

static void give_up(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/* Reads a file whole and yields its length. */
static size_t read_file(const char *path, unsigned char *into, size_t most)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) give_up(path);
    size_t length = fread(into, 1, most, file);
    fclose(file);
    return length;
}

static void set_flag(struct lane *lane, const char *flag, const char *value)
{
    unsigned octet;
    if (strcmp(flag, "--cert") == 0) {
        lane->cert = value;
    } else if (strcmp(flag, "--key") == 0) {
        lane->key = value;
    } else if (strcmp(flag, "--ca") == 0) {
        lane->ca = value;
    } else if (strcmp(flag, "--identity") == 0) {
        lane->identity = value;
    } else if (strcmp(flag, "--group") == 0) {
        lane->group = value;
    } else if (strcmp(flag, "--raw") == 0) {
        lane->raw = value;
    } else if (strcmp(flag, "--raw-client") == 0) {
        lane->raw_client = value;
    } else if (strcmp(flag, "--later") == 0) {
        lane->later = value;
    } else if (strcmp(flag, "--status") == 0) {
        lane->status_length = read_file(value, lane->status, sizeof lane->status);
    } else if (strcmp(flag, "--early-data") == 0) {
        lane->early_data = (unsigned)atoi(value);
    } else if (strcmp(flag, "--psk") == 0) {
        for (; sscanf(value, "%2x", &octet) == 1 && lane->psk_length < LONGEST_PSK; value += 2) {
            lane->psk[lane->psk_length++] = (unsigned char)octet;
        }
    } else {
        give_up(flag);
    }
}

/* Cuts the arguments at every "--"; yields the number of listeners. */
static int read_lanes(int argc, char **argv, struct lane *lanes)
{
    int count = 1;
    for (int at = 1; at < argc; at++) {
        if (strcmp(argv[at], "--") == 0) {
            if (++count > MOST_LANES) give_up("too many listeners");
        } else if (at + 1 < argc) {
            set_flag(&lanes[count - 1], argv[at], argv[at + 1]);
            at++;
        }
    }
    return count;
}

static int listen_on_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 50) != 0) {
        give_up("no port");
    }
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("LISTEN %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(int argc, char **argv)
{
    static struct lane lanes[MOST_LANES];
    struct pollfd ready[MOST_LANES + 1];
    void *configurations[MOST_LANES];
    struct timeval patience = {.tv_sec = 5};
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts(version());
        return 0;
    }
    int count = read_lanes(argc, argv, lanes);

    for (int i = 0; i < count; i++) {
        configurations[i] = configure(&lanes[i]);
        ready[i] = (struct pollfd){.fd = listen_on_loopback(), .events = POLLIN};
    }
    /* ends with the process that started it */
    ready[count] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    while (poll(ready, (nfds_t)count + 1, -1) > 0 && ready[count].revents == 0) {
        for (int i = 0; i < count; i++) {
            if (ready[i].revents == 0) continue;
            int connection = accept(ready[i].fd, NULL, NULL);
            setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            serve(configurations[i], connection);
            close(connection);
        }
    }
    return 0;
}

#endif
