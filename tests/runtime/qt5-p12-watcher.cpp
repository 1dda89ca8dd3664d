// CHECKS: timer-retain-cycle
// FLAGS: -std=c++17 -fPIC %pkg-config{Qt5Core}
// FAULT: LeakSanitizer

// The connection of the timer holds the watcher, and the watcher the timer.

#include <QCoreApplication>
#include <QTimer>
#include <memory>

class FileWatcher : public std::enable_shared_from_this<FileWatcher> {
public:
  void watch() {
    QObject::connect(&Poll, &QTimer::timeout,
                     [self = shared_from_this()]() { ++self->Polls; });
    Poll.start(1);
  }

private:
  QTimer Poll;
  int Polls = 0;
};

void open() { std::make_shared<FileWatcher>()->watch(); }

int main(int Count, char **Arguments) {
  {
    QCoreApplication App(Count, Arguments);
    open();
    QTimer::singleShot(20, &App, &QCoreApplication::quit);
    App.exec();
  }
  return 0;
}
