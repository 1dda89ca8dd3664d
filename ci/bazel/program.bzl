"""Finds the command on the machine."""

def _ticktidy_program_impl(repository):
    program = repository.attr.path or repository.which("ticktidy")
    if not program:
        fail("ticktidy is not on the PATH: install its package, or give " +
             "ticktidy_program the 'path' of the command")
    repository.symlink(program, "ticktidy")
    repository.file("BUILD.bazel", """\
exports_files(["ticktidy"], visibility = ["//visibility:public"])
""")

ticktidy_program = repository_rule(
    implementation = _ticktidy_program_impl,
    attrs = {"path": attr.string(doc = "The command's absolute path; without it, that on the PATH.")},
    environ = ["PATH"],
    local = True,
    doc = "A repository with the installed command as its target ':ticktidy'.",
)
