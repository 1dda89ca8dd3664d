// A chat server over Boost.Asio, of the usual shape: sessions with a timeout, a
// keep-alive and a reconnecting upstream. For tests/bench/compare.py.

#include <boost/asio.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chat {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class Participant {
public:
  virtual ~Participant() = default;
  virtual void deliver(const std::string &Line) = 0;
};

class Room {
public:
  void join(std::shared_ptr<Participant> Who) {
    Present.insert(Who);
    for (const std::string &Line : Recent)
      Who->deliver(Line);
  }

  void leave(const std::shared_ptr<Participant> &Who) { Present.erase(Who); }

  void deliver(const std::string &Line) {
    Recent.push_back(Line);
    while (Recent.size() > MaxRecent)
      Recent.pop_front();
    for (const auto &Who : Present)
      Who->deliver(Line);
  }

private:
  static constexpr std::size_t MaxRecent = 100;
  std::set<std::shared_ptr<Participant>> Present;
  std::deque<std::string> Recent;
};

class Session : public Participant,
                public std::enable_shared_from_this<Session> {
public:
  Session(tcp::socket Socket, Room &Where)
      : Socket(std::move(Socket)), Where(Where),
        Deadline(this->Socket.get_executor()),
        KeepAlive(this->Socket.get_executor()) {}

  void start() {
    Where.join(shared_from_this());
    expectLine();
    readLine();
    ping();
  }

  void deliver(const std::string &Line) override {
    const bool Idle = Outgoing.empty();
    Outgoing.push_back(Line);
    if (Idle)
      writeLine();
  }

private:
  void expectLine() {
    Deadline.expires_after(std::chrono::seconds(90));
    Deadline.async_wait([Self = shared_from_this()](error_code Error) {
      if (Error == asio::error::operation_aborted)
        return;
      Self->stop();
    });
  }

  void ping() {
    KeepAlive.expires_after(std::chrono::seconds(20));
    KeepAlive.async_wait([Weak = weak_from_this()](error_code Error) {
      if (Error)
        return;
      if (auto Self = Weak.lock()) {
        Self->deliver("ping\n");
        Self->ping();
      }
    });
  }

  void readLine() {
    asio::async_read_until(
        Socket, asio::dynamic_buffer(Incoming, 4096), '\n',
        [this, Self = shared_from_this()](error_code Error, std::size_t Size) {
          if (Error) {
            stop();
            return;
          }
          Where.deliver(Incoming.substr(0, Size));
          Incoming.erase(0, Size);
          expectLine();
          readLine();
        });
  }

  void writeLine() {
    asio::async_write(
        Socket, asio::buffer(Outgoing.front()),
        [this, Self = shared_from_this()](error_code Error, std::size_t) {
          if (Error) {
            stop();
            return;
          }
          Outgoing.pop_front();
          if (!Outgoing.empty())
            writeLine();
        });
  }

  void stop() {
    Where.leave(shared_from_this());
    error_code Ignored;
    Socket.close(Ignored);
    Deadline.cancel();
    KeepAlive.cancel();
  }

  tcp::socket Socket;
  Room &Where;
  asio::steady_timer Deadline;
  asio::steady_timer KeepAlive;
  std::string Incoming;
  std::deque<std::string> Outgoing;
};

class Upstream {
public:
  Upstream(asio::io_context &Context, tcp::endpoint Peer)
      : Socket(Context), Retry(Context), Report(Context),
        Peer(std::move(Peer)) {}

  void connect() {
    Socket.async_connect(Peer, [this](error_code Error) {
      if (Error) {
        retryLater();
        return;
      }
      Delay = std::chrono::milliseconds(100);
      report();
    });
  }

  void close() {
    Retry.cancel();
    error_code Ignored;
    Socket.close(Ignored);
  }

private:
  void retryLater() {
    Delay = std::min(Delay * 2, std::chrono::milliseconds(30000));
    Retry.expires_after(Delay);
    Retry.async_wait([this](error_code Error) {
      if (!Error)
        connect();
    });
  }

  void report() {
    Report.expires_after(std::chrono::seconds(5));
    Report.async_wait([this](error_code) {
      std::cout << "connected to " << Peer << '\n';
      report();
    });
  }

  tcp::socket Socket;
  asio::steady_timer Retry;
  asio::steady_timer Report;
  tcp::endpoint Peer;
  std::chrono::milliseconds Delay{100};
};

class Server {
public:
  Server(asio::io_context &Context, unsigned short Port)
      : Acceptor(Context, tcp::endpoint(tcp::v4(), Port)), Statistics(Context) {
    accept();
    count();
  }

private:
  void accept() {
    Acceptor.async_accept([this](error_code Error, tcp::socket Socket) {
      if (!Error) {
        ++Accepted;
        std::make_shared<Session>(std::move(Socket), TheRoom)->start();
      }
      accept();
    });
  }

  void count() {
    Statistics.expires_after(std::chrono::minutes(1));
    Statistics.async_wait([this](error_code Error) {
      if (Error == asio::error::operation_aborted)
        return;
      std::cout << Accepted << " sessions\n";
      count();
    });
  }

  Room TheRoom;
  tcp::acceptor Acceptor;
  asio::steady_timer Statistics;
  unsigned Accepted = 0;
};

} // namespace chat

int main(int ArgumentCount, char **Arguments) {
  std::vector<std::string> Words(Arguments, Arguments + ArgumentCount);
  boost::asio::io_context Context;
  std::map<unsigned short, std::unique_ptr<chat::Server>> Servers;
  for (std::size_t I = 1; I < Words.size(); ++I) {
    const auto Port = static_cast<unsigned short>(std::stoi(Words[I]));
    Servers[Port] = std::make_unique<chat::Server>(Context, Port);
  }
  chat::Upstream Up(Context,
                    {boost::asio::ip::make_address("127.0.0.1"), 7000});
  Up.connect();
  boost::asio::signal_set Signals(Context, SIGINT, SIGTERM);
  Signals.async_wait([&](boost::system::error_code, int) {
    Up.close();
    Context.stop();
  });
  Context.run();
}
