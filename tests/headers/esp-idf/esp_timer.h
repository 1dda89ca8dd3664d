// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// High resolution timers of ESP-IDF.

#ifndef TICKTIDY_TESTS_ESP_TIMER_H
#define TICKTIDY_TESTS_ESP_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int esp_err_t;
#define ESP_OK 0
#define ESP_ERR_INVALID_STATE 0x103

void _esp_error_check_failed(esp_err_t Error, const char *Expression)
    __attribute__((noreturn));
#define ESP_ERROR_CHECK(X)                                                     \
  do {                                                                         \
    esp_err_t Error_ = (X);                                                    \
    if (Error_ != ESP_OK)                                                      \
      _esp_error_check_failed(Error_, #X);                                     \
  } while (0)

typedef struct esp_timer *esp_timer_handle_t;
typedef void (*esp_timer_cb_t)(void *Argument);
typedef enum { ESP_TIMER_TASK } esp_timer_dispatch_t;
typedef struct {
  esp_timer_cb_t callback;
  void *arg;
  esp_timer_dispatch_t dispatch_method;
  const char *name;
  bool skip_unhandled_events;
} esp_timer_create_args_t;

esp_err_t esp_timer_create(const esp_timer_create_args_t *Args,
                           esp_timer_handle_t *Timer);
esp_err_t esp_timer_start_once(esp_timer_handle_t Timer, uint64_t Microseconds);
esp_err_t esp_timer_start_once_at(esp_timer_handle_t Timer, uint64_t Moment);
esp_err_t esp_timer_start_periodic(esp_timer_handle_t Timer,
                                   uint64_t Microseconds);
esp_err_t esp_timer_start_periodic_at(esp_timer_handle_t Timer,
                                      uint64_t Microseconds, uint64_t Moment);
esp_err_t esp_timer_restart(esp_timer_handle_t Timer, uint64_t Microseconds);
esp_err_t esp_timer_stop(esp_timer_handle_t Timer);
esp_err_t esp_timer_stop_blocking(esp_timer_handle_t Timer, uint32_t Ticks);
esp_err_t esp_timer_delete(esp_timer_handle_t Timer);
bool esp_timer_is_active(esp_timer_handle_t Timer);
esp_err_t esp_timer_get_period(esp_timer_handle_t Timer, uint64_t *Period);
esp_err_t esp_timer_get_expiry_time(esp_timer_handle_t Timer, uint64_t *Moment);

#ifdef __cplusplus
}
#endif

#endif
