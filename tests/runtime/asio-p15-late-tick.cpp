// CHECKS: timer-dangling-capture
// FLAGS: -std=c++17 -DASIO_STANDALONE
// FAULT: heap-use-after-free

// A session cancels its timer when it ends, and is called once more.

#include <asio.hpp>
#include <chrono>
#include <memory>

class Session : public std::enable_shared_from_this<Session> {
public:
  explicit Session(asio::io_context &Io) : Idle(Io) {}
  ~Session() { Idle.cancel(); }
  void touch() {
    Idle.expires_after(std::chrono::seconds(60));
    Idle.async_wait([this](const asio::error_code &) { ++Timeouts; });
  }

private:
  asio::steady_timer Idle;
  int Timeouts = 0;
};

int main() {
  asio::io_context Io;
  auto S = std::make_shared<Session>(Io);
  S->touch();
  S.reset();
  Io.run();
}
