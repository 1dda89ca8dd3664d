// Tells the sizes of frames, each a little later than it came.

#include "filewatch.h"
#include <asio.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

namespace {

void reportLater(asio::io_context &Context, std::vector<char> Frame) {
  auto Timer = std::make_shared<asio::steady_timer>(
      Context, std::chrono::milliseconds(50));
  Timer->async_wait([Timer, Frame](const asio::error_code &Error) {
    if (!Error)
      std::printf("%zu ", Frame.size());
  });
}

} // namespace

void report_frames(int Frames) {
  asio::io_context Context;
  for (int I = 1; I <= Frames; ++I)
    reportLater(Context, std::vector<char>(I * 1000 * 1000, 'x'));
  Context.run();
  std::printf("\n");
}
