// CHECKS: timer-dangling-capture
// FLAGS: -std=c++17 -fPIC %pkg-config{Qt5Core}
// FAULT: heap-use-after-free

// A panel is deleted while its single shot is pending.

#include <QCoreApplication>
#include <QObject>
#include <QTimer>

class Panel : public QObject {
public:
  void saved() {
    QTimer::singleShot(1, [this]() { Highlighted = false; });
  }

private:
  bool Highlighted = true;
};

int main(int Count, char **Arguments) {
  QCoreApplication App(Count, Arguments);
  auto *Bar = new Panel;
  Bar->saved();
  delete Bar;
  QTimer::singleShot(20, &App, &QCoreApplication::quit);
  return App.exec();
}
