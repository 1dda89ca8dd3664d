// CHECKS: timer-retain-cycle
// FLAGS: -std=c++17 -DASIO_STANDALONE
// FAULT: the job is still there

// Nobody has a job any more, and it goes on. (The end of the loop would end it
// too, so that no leak checker sees it; a service never comes to that end.)

#include <asio.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

class Job : public std::enable_shared_from_this<Job> {
public:
  explicit Job(asio::io_context &Io) : Timer(Io) {}
  void schedule() {
    Timer.expires_after(std::chrono::milliseconds(1));
    Timer.async_wait([self = shared_from_this()](const asio::error_code &) {
      ++self->Runs;
      self->schedule();
    });
  }

private:
  asio::steady_timer Timer;
  int Runs = 0;
};

std::weak_ptr<Job> forgotten(asio::io_context &Io) {
  auto Made = std::make_shared<Job>(Io);
  Made->schedule();
  return Made;
}

int main() {
  asio::io_context Io;
  std::weak_ptr<Job> Watched = forgotten(Io);
  Io.run_for(std::chrono::milliseconds(50));
  if (Watched.expired())
    return 0;
  std::puts("the job is still there");
  return 1;
}
