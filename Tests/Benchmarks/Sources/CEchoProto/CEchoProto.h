// Every header of the module; made by inbox-codegen/generate.sh.
#pragma once
#include "bench/v1/echo.pb-c.h"
