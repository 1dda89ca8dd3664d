// CHECKS: timer-dangling-capture
// FLAGS: -std=c++17 -DASIO_STANDALONE
// FAULT: stack-use-after-return

// A request is over when the timer that watches it fires.

#include <asio.hpp>
#include <chrono>
#include <cstdlib>

struct Request {
  int Id;
  int Bytes;
};

class Server {
public:
  explicit Server(asio::io_context &Io) : Watch(Io) {}
  void handle(Request R) {
    Watch.expires_after(std::chrono::milliseconds(1));
    Watch.async_wait([&R, this](const asio::error_code &) { Slow += R.Id; });
  }
  int Slow = 0;

private:
  asio::steady_timer Watch;
};

int main() {
  asio::io_context Io;
  Server S(Io);
  S.handle({42, 100});
  Io.run();
  return S.Slow == 42 ? EXIT_SUCCESS : EXIT_FAILURE;
}
