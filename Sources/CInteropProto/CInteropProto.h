// Every header of the module; made by inbox-codegen/generate.sh.
#pragma once
#include "Generated/interop_descriptor_set.h"
#include "grpc/testing/empty.pb-c.h"
#include "grpc/testing/messages.pb-c.h"
#include "grpc/testing/test.pb-c.h"
