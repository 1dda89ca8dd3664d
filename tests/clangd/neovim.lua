-- Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
--
-- Neovim's side of test_neovim.py: opens the file in the environment's
-- TICKTIDY_FILE with ticktidy-clangd for its language server, takes the first
-- quick-fix on the first diagnostic, and writes what it saw to TICKTIDY_SEEN.

local seen = {}

local function wait(what, condition)
  if not vim.wait(120000, condition, 50) then
    error("waited in vain for " .. what)
  end
end

local function shown()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
    table.insert(found, {
      line = diagnostic.lnum,
      column = diagnostic.col,
      message = diagnostic.message,
      source = diagnostic.source,
      code = diagnostic.code or lsp.code,
    })
  end
  return found
end

local function run()
  vim.cmd("edit " .. vim.fn.fnameescape(vim.env.TICKTIDY_FILE))
  local client = vim.lsp.start_client({
    name = "ticktidy-clangd",
    cmd = { vim.env.TICKTIDY_CLANGD, "--background-index=0" },
    root_dir = vim.fn.getcwd(),
  })
  vim.lsp.buf_attach_client(0, client)
  wait("a diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  seen.before = shown()

  -- The menu of fixes, answered with its first entry.
  seen.titles = {}
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      local action = item.action or item[2]
      table.insert(seen.titles, action.title)
    end
    choose(items[1], 1)
  end
  local first = seen.before[1]
  vim.api.nvim_win_set_cursor(0, { first.line + 1, first.column })
  local changed = vim.b.changedtick
  vim.lsp.buf.code_action()
  wait("the fix", function() return vim.b.changedtick ~= changed end)
  wait("no diagnostic", function() return #vim.diagnostic.get(0) == 0 end)
  seen.after = shown()
  vim.cmd("write")
end

local fine, problem = pcall(run)
if not fine then
  seen.problem = tostring(problem)
end
local out = io.open(vim.env.TICKTIDY_SEEN, "w")
out:write(vim.fn.json_encode(seen))
out:close()
vim.lsp.stop_client(vim.lsp.get_active_clients())
vim.cmd("qall!")
