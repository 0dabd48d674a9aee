// Every header of the module; made by inbox-codegen/generate.sh.
#pragma once
#include "shapes/v1/shapes.pb-c.h"
