// A window of a download manager over Qt Widgets, of the usual shape: a refresh
// timer, a debounced search, retries. For tests/bench/compare.py.

#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QFile>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QList>
#include <QMainWindow>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QString>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <QVector>
#include <memory>

namespace downloads {

struct Job {
  QString Url;
  qint64 Done = 0;
  qint64 Size = 0;
  int Attempts = 0;
  bool Paused = false;

  int percent() const {
    return Size > 0 ? static_cast<int>(Done * 100 / Size) : 0;
  }
};

class Store {
public:
  explicit Store(const QString &Name) : Name(Name) {}

  QVector<Job> read() const {
    QVector<Job> Jobs;
    QFile File(Name);
    if (!File.open(QIODevice::ReadOnly | QIODevice::Text))
      return Jobs;
    while (!File.atEnd()) {
      const QString Line = QString::fromUtf8(File.readLine()).trimmed();
      if (Line.isEmpty() || Line.startsWith(QLatin1Char('#')))
        continue;
      Job One;
      One.Url = Line.section(QLatin1Char('\t'), 0, 0);
      One.Size = Line.section(QLatin1Char('\t'), 1, 1).toLongLong();
      Jobs.append(One);
    }
    return Jobs;
  }

  bool write(const QVector<Job> &Jobs) const {
    QFile File(Name);
    if (!File.open(QIODevice::WriteOnly | QIODevice::Text))
      return false;
    for (const Job &One : Jobs)
      File.write(
          QStringLiteral("%1\t%2\n").arg(One.Url).arg(One.Size).toUtf8());
    return true;
  }

private:
  QString Name;
};

class Window : public QMainWindow {
public:
  explicit Window(QWidget *Parent = nullptr)
      : QMainWindow(Parent), Refresh(new QTimer(this)),
        Keep(QStringLiteral("downloads.txt")) {
    auto *Middle = new QWidget(this);
    auto *Layout = new QVBoxLayout(Middle);
    Search = new QLineEdit(Middle);
    Order = new QComboBox(Middle);
    Order->addItems({tr("by name"), tr("by progress"), tr("by size")});
    Table = new QTableWidget(0, 3, Middle);
    Table->horizontalHeader()->setStretchLastSection(true);
    Pause = new QPushButton(tr("Pause"), Middle);
    Layout->addWidget(Search);
    Layout->addWidget(Order);
    Layout->addWidget(Table);
    Layout->addWidget(Pause);
    setCentralWidget(Middle);

    Refresh->setInterval(500);
    connect(Refresh, &QTimer::timeout, this, &Window::refresh);
    Debounce.setSingleShot(true);
    Debounce.setInterval(200);
    connect(&Debounce, &QTimer::timeout, this, [this] { filter(); });
    connect(Search, &QLineEdit::textChanged, this,
            [this] { Debounce.start(); });
    connect(Pause, &QPushButton::clicked, this, [this] { toggle(); });
    Jobs = Keep.read();
    fill();
    Refresh->start();
    QTimer::singleShot(0, this, &Window::restore);
  }

  ~Window() override { Keep.write(Jobs); }

private:
  void restore() {
    QSettings Settings;
    restoreGeometry(Settings.value(QStringLiteral("geometry")).toByteArray());
    statusBar()->showMessage(tr("%n jobs", nullptr, Jobs.size()), 3000);
  }

  void refresh() {
    bool Busy = false;
    for (int Row = 0; Row < Jobs.size(); ++Row) {
      Job &One = Jobs[Row];
      if (One.Paused || One.Done >= One.Size)
        continue;
      One.Done = qMin(One.Size, One.Done + 64 * 1024);
      Busy = true;
      if (auto *Bar = qobject_cast<QProgressBar *>(Table->cellWidget(Row, 2)))
        Bar->setValue(One.percent());
    }
    if (!Busy)
      Refresh->stop();
  }

  void fill() {
    Table->setRowCount(Jobs.size());
    for (int Row = 0; Row < Jobs.size(); ++Row) {
      const Job &One = Jobs.at(Row);
      Table->setItem(Row, 0, new QTableWidgetItem(One.Url));
      Table->setItem(Row, 1, new QTableWidgetItem(QString::number(One.Size)));
      auto *Bar = new QProgressBar(Table);
      Bar->setValue(One.percent());
      Table->setCellWidget(Row, 2, Bar);
    }
  }

  void filter() {
    const QString Wanted = Search->text();
    for (int Row = 0; Row < Table->rowCount(); ++Row) {
      const QTableWidgetItem *Cell = Table->item(Row, 0);
      const bool Shown =
          !Cell || Cell->text().contains(Wanted, Qt::CaseInsensitive);
      Table->setRowHidden(Row, !Shown);
    }
  }

  void toggle() {
    AllPaused = !AllPaused;
    for (Job &One : Jobs)
      One.Paused = AllPaused;
    Pause->setText(AllPaused ? tr("Resume") : tr("Pause"));
    if (AllPaused)
      Refresh->stop();
    else
      Refresh->start();
  }

  void retry(int Row) {
    Job &One = Jobs[Row];
    if (++One.Attempts > 5) {
      QMessageBox::warning(this, tr("Download"),
                           tr("Giving up: %1").arg(One.Url));
      return;
    }
    auto *Later = new QTimer(this);
    Later->setSingleShot(true);
    connect(Later, &QTimer::timeout, this, [this, Later, Row] {
      Jobs[Row].Done = 0;
      Refresh->start();
      Later->deleteLater();
    });
    Later->start(1000 * One.Attempts);
  }

  QTimer *Refresh;
  QTimer Debounce;
  Store Keep;
  QVector<Job> Jobs;
  QHash<QString, int> RowOf;
  QLineEdit *Search = nullptr;
  QComboBox *Order = nullptr;
  QTableWidget *Table = nullptr;
  QPushButton *Pause = nullptr;
  bool AllPaused = false;
};

} // namespace downloads

int main(int ArgumentCount, char **Arguments) {
  QApplication Application(ArgumentCount, Arguments);
  downloads::Window Main;
  Main.show();
  auto *Clock = new QTimer;
  QLabel Now;
  QObject::connect(Clock, &QTimer::timeout, [&Now] {
    Now.setText(QDateTime::currentDateTime().toString());
  });
  Clock->start(1000);
  return QApplication::exec();
}
