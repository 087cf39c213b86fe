// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

// All commands of asge.

#include "app/cli/bench_command.h"
#include "app/cli/control_command.h"
#include "app/cli/data_browse_command.h"
#include "app/cli/data_list_command.h"
#include "app/cli/data_stats_command.h"
#include "app/cli/data_verify_command.h"
#include "app/cli/eval_command.h"
#include "app/cli/outcomes_command.h"
#include "app/cli/exit_status.h"
#include "app/cli/queue_add_command.h"
#include "app/cli/queue_change_command.h"
#include "app/cli/queue_list_command.h"
#include "app/cli/queue_run_command.h"
#include "app/cli/runs_archive_command.h"
#include "app/cli/runs_bin_command.h"
#include "app/cli/runs_check_command.h"
#include "app/cli/runs_checkpoint_command.h"
#include "app/cli/runs_compare_command.h"
#include "app/cli/runs_export_command.h"
#include "app/cli/runs_import_command.h"
#include "app/cli/runs_list_command.h"
#include "app/cli/runs_notes_command.h"
#include "app/cli/runs_show_command.h"
#include "app/cli/runs_tag_command.h"
#include "app/cli/runs_tensorboard_command.h"
#include "app/cli/settings_command.h"
#include "app/cli/sweep_command.h"
#include "app/cli/train_command.h"
