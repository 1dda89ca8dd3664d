// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The types of the FreeRTOS kernel that its timers and waits are declared with.

#ifndef TICKTIDY_TESTS_FREERTOS_H
#define TICKTIDY_TESTS_FREERTOS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define pdFAIL pdFALSE
#define pdPASS pdTRUE
#define configTICK_RATE_HZ ((TickType_t)1000)
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#define pdMS_TO_TICKS(Ms) ((TickType_t)(((uint64_t)(Ms) * configTICK_RATE_HZ) / 1000))

typedef struct QueueDefinition *QueueHandle_t;
typedef QueueHandle_t SemaphoreHandle_t;

void vTaskDelay(TickType_t Ticks);
void vTaskDelayUntil(TickType_t *Previous, TickType_t Increment);
BaseType_t xTaskDelayUntil(TickType_t *Previous, TickType_t Increment);
uint32_t ulTaskNotifyTake(BaseType_t Clear, TickType_t Wait);
BaseType_t xQueueReceive(QueueHandle_t Queue, void *Buffer, TickType_t Wait);
BaseType_t xQueuePeek(QueueHandle_t Queue, void *Buffer, TickType_t Wait);
BaseType_t xQueueSemaphoreTake(QueueHandle_t Queue, TickType_t Wait);
#define xSemaphoreTake(Semaphore, Wait) xQueueSemaphoreTake((Semaphore), (Wait))
void *pvPortMalloc(unsigned long Size);
void vPortFree(void *Memory);

#ifdef __cplusplus
}
#endif

#endif
