// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Software timers of FreeRTOS. As there, most calls are macros of one command;
// with TICKTIDY_ONE_COMMAND as in older kernels, which have one command for tasks
// and interrupts.

#ifndef TICKTIDY_TESTS_TIMERS_H
#define TICKTIDY_TESTS_TIMERS_H

#include "FreeRTOS.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tmrTimerControl *TimerHandle_t;
typedef void (*TimerCallbackFunction_t)(TimerHandle_t Timer);
typedef struct {
  void *Reserved[8];
} StaticTimer_t;

#define tmrCOMMAND_START ((BaseType_t)1)
#define tmrCOMMAND_RESET ((BaseType_t)2)
#define tmrCOMMAND_STOP ((BaseType_t)3)
#define tmrCOMMAND_CHANGE_PERIOD ((BaseType_t)4)
#define tmrCOMMAND_DELETE ((BaseType_t)5)
#define tmrFIRST_FROM_ISR_COMMAND ((BaseType_t)6)
#define tmrCOMMAND_START_FROM_ISR ((BaseType_t)6)
#define tmrCOMMAND_RESET_FROM_ISR ((BaseType_t)7)
#define tmrCOMMAND_STOP_FROM_ISR ((BaseType_t)8)
#define tmrCOMMAND_CHANGE_PERIOD_FROM_ISR ((BaseType_t)9)

TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);

TimerHandle_t xTimerCreate(const char *Name, TickType_t Period, BaseType_t Reload,
                           void *Id, TimerCallbackFunction_t Callback);
TimerHandle_t xTimerCreateStatic(const char *Name, TickType_t Period,
                                 BaseType_t Reload, void *Id,
                                 TimerCallbackFunction_t Callback,
                                 StaticTimer_t *Storage);
void *pvTimerGetTimerID(TimerHandle_t Timer);
void vTimerSetTimerID(TimerHandle_t Timer, void *Id);
BaseType_t xTimerIsTimerActive(TimerHandle_t Timer);
const char *pcTimerGetName(TimerHandle_t Timer);
void vTimerSetReloadMode(TimerHandle_t Timer, BaseType_t Reload);
BaseType_t xTimerGetReloadMode(TimerHandle_t Timer);
UBaseType_t uxTimerGetReloadMode(TimerHandle_t Timer);
TickType_t xTimerGetPeriod(TimerHandle_t Timer);
TickType_t xTimerGetExpiryTime(TimerHandle_t Timer);

#ifdef TICKTIDY_ONE_COMMAND
BaseType_t xTimerGenericCommand(TimerHandle_t Timer, BaseType_t Command,
                                TickType_t Value, BaseType_t *Woken,
                                TickType_t Wait);
#else
BaseType_t xTimerGenericCommandFromTask(TimerHandle_t Timer, BaseType_t Command,
                                        TickType_t Value, BaseType_t *Woken,
                                        TickType_t Wait);
BaseType_t xTimerGenericCommandFromISR(TimerHandle_t Timer, BaseType_t Command,
                                       TickType_t Value, BaseType_t *Woken,
                                       TickType_t Wait);
#define xTimerGenericCommand(Timer, Command, Value, Woken, Wait)               \
  ((Command) < tmrFIRST_FROM_ISR_COMMAND                                       \
       ? xTimerGenericCommandFromTask(Timer, Command, Value, Woken, Wait)      \
       : xTimerGenericCommandFromISR(Timer, Command, Value, Woken, Wait))
#endif

#define xTimerStart(Timer, Wait)                                               \
  xTimerGenericCommand((Timer), tmrCOMMAND_START, xTaskGetTickCount(), 0, (Wait))
#define xTimerStop(Timer, Wait)                                                \
  xTimerGenericCommand((Timer), tmrCOMMAND_STOP, 0U, 0, (Wait))
#define xTimerChangePeriod(Timer, Period, Wait)                                \
  xTimerGenericCommand((Timer), tmrCOMMAND_CHANGE_PERIOD, (Period), 0, (Wait))
#define xTimerDelete(Timer, Wait)                                              \
  xTimerGenericCommand((Timer), tmrCOMMAND_DELETE, 0U, 0, (Wait))
#define xTimerReset(Timer, Wait)                                               \
  xTimerGenericCommand((Timer), tmrCOMMAND_RESET, xTaskGetTickCount(), 0, (Wait))
#define xTimerStartFromISR(Timer, Woken)                                       \
  xTimerGenericCommand((Timer), tmrCOMMAND_START_FROM_ISR,                     \
                       xTaskGetTickCountFromISR(), (Woken), 0U)
#define xTimerStopFromISR(Timer, Woken)                                        \
  xTimerGenericCommand((Timer), tmrCOMMAND_STOP_FROM_ISR, 0, (Woken), 0U)

#ifdef __cplusplus
}
#endif

#endif
