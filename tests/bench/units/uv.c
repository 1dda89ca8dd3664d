/* A line server over libuv, of the usual shape: a timeout for each client, a
   statistics timer, a delayed shutdown. For tests/bench/compare.py. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { Timeout = 30000, MaxLine = 4096 };

struct server;

struct client {
  uv_tcp_t socket;
  uv_timer_t timeout;
  struct server *server;
  struct client *next, **link;
  char line[MaxLine];
  size_t used;
  int open;
};

struct server {
  uv_loop_t *loop;
  uv_tcp_t listener;
  uv_timer_t statistics;
  uv_timer_t grace;
  uv_signal_t interrupt;
  struct client *clients;
  unsigned long lines, accepted;
};

struct answer {
  uv_write_t request;
  uv_buf_t buffer;
};

static void on_closed(uv_handle_t *handle) {
  struct client *client = handle->data;
  if (--client->open > 0)
    return;
  free(client);
}

static void drop(struct client *client) {
  if (uv_is_closing((uv_handle_t *)&client->socket))
    return;
  *client->link = client->next;
  if (client->next)
    client->next->link = client->link;
  uv_timer_stop(&client->timeout);
  uv_close((uv_handle_t *)&client->timeout, on_closed);
  uv_close((uv_handle_t *)&client->socket, on_closed);
}

static void on_timeout(uv_timer_t *timer) {
  struct client *client = timer->data;
  fprintf(stderr, "client is idle\n");
  drop(client);
}

static void on_written(uv_write_t *request, int status) {
  struct answer *answer = (struct answer *)request;
  if (status < 0)
    fprintf(stderr, "write: %s\n", uv_strerror(status));
  free(answer->buffer.base);
  free(answer);
}

static int reply(struct client *client, const char *text, size_t size) {
  struct answer *answer = malloc(sizeof *answer);
  int status;
  if (!answer)
    return UV_ENOMEM;
  answer->buffer = uv_buf_init(malloc(size), (unsigned)size);
  if (!answer->buffer.base) {
    free(answer);
    return UV_ENOMEM;
  }
  memcpy(answer->buffer.base, text, size);
  status = uv_write(&answer->request, (uv_stream_t *)&client->socket,
                    &answer->buffer, 1, on_written);
  if (status < 0) {
    free(answer->buffer.base);
    free(answer);
  }
  return status;
}

static int lines_of(struct client *client) {
  char *end;
  while ((end = memchr(client->line, '\n', client->used)) != NULL) {
    size_t size = (size_t)(end - client->line) + 1;
    int status = reply(client, client->line, size);
    if (status < 0)
      return status;
    client->server->lines++;
    memmove(client->line, client->line + size, client->used - size);
    client->used -= size;
  }
  return client->used == MaxLine ? UV_E2BIG : 0;
}

static void on_buffer(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer) {
  struct client *client = handle->data;
  (void)wanted;
  *buffer = uv_buf_init(client->line + client->used,
                        (unsigned)(MaxLine - client->used));
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer) {
  struct client *client = stream->data;
  (void)buffer;
  if (size < 0) {
    drop(client);
    return;
  }
  client->used += (size_t)size;
  if (lines_of(client) < 0) {
    drop(client);
    return;
  }
  uv_timer_start(&client->timeout, on_timeout, Timeout, 0);
}

static void on_connection(uv_stream_t *stream, int status) {
  struct server *server = stream->data;
  struct client *client;
  if (status < 0) {
    fprintf(stderr, "accept: %s\n", uv_strerror(status));
    return;
  }
  client = calloc(1, sizeof *client);
  if (!client)
    return;
  client->server = server;
  uv_tcp_init(server->loop, &client->socket);
  uv_timer_init(server->loop, &client->timeout);
  client->socket.data = client;
  client->timeout.data = client;
  client->open = 2;
  client->next = server->clients;
  client->link = &server->clients;
  if (client->next)
    client->next->link = &client->next;
  server->clients = client;
  if (uv_accept(stream, (uv_stream_t *)&client->socket) < 0 ||
      uv_read_start((uv_stream_t *)&client->socket, on_buffer, on_read) < 0) {
    drop(client);
    return;
  }
  server->accepted++;
  uv_timer_start(&client->timeout, on_timeout, Timeout, 0);
}

static void on_statistics(uv_timer_t *timer) {
  struct server *server = timer->data;
  printf("%lu clients, %lu lines\n", server->accepted, server->lines);
}

static void on_grace(uv_timer_t *timer) {
  struct server *server = timer->data;
  struct client *client, *next;
  for (client = server->clients; client; client = next) {
    next = client->next;
    drop(client);
  }
  uv_close((uv_handle_t *)&server->statistics, NULL);
  uv_close((uv_handle_t *)timer, NULL);
}

static void on_interrupt(uv_signal_t *signal, int number) {
  struct server *server = signal->data;
  (void)number;
  uv_close((uv_handle_t *)&server->listener, NULL);
  uv_timer_stop(&server->statistics);
  uv_timer_start(&server->grace, on_grace, 2000, 0);
  uv_close((uv_handle_t *)signal, NULL);
}

int main(int argc, char **argv) {
  struct server server = {0};
  struct sockaddr_in address;
  int status;
  server.loop = uv_default_loop();
  uv_ip4_addr("0.0.0.0", argc > 1 ? atoi(argv[1]) : 7000, &address);
  uv_tcp_init(server.loop, &server.listener);
  uv_timer_init(server.loop, &server.statistics);
  uv_timer_init(server.loop, &server.grace);
  uv_signal_init(server.loop, &server.interrupt);
  server.listener.data = server.statistics.data = &server;
  server.grace.data = server.interrupt.data = &server;
  status = uv_tcp_bind(&server.listener, (struct sockaddr *)&address, 0);
  if (status == 0)
    status = uv_listen((uv_stream_t *)&server.listener, 128, on_connection);
  if (status < 0) {
    fprintf(stderr, "listen: %s\n", uv_strerror(status));
    return 1;
  }
  uv_signal_start(&server.interrupt, on_interrupt, SIGINT);
  uv_timer_start(&server.statistics, on_statistics, 60000, 60000);
  return uv_run(server.loop, UV_RUN_DEFAULT);
}
