// Every header of the module; made by inbox-codegen/generate.sh.
#pragma once
#include "Generated/conformance_descriptor_set.h"
#include "connectrpc/conformance/v1/config.pb-c.h"
#include "connectrpc/conformance/v1/service.pb-c.h"
