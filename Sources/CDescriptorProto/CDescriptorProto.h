// Every header of the module; made by inbox-codegen/generate.sh.
#pragma once
#include "google/protobuf/descriptor.pb-c.h"
