"""The whole program's timers: an action for each unit, and one that links.

    load("@ticktidy//:ticktidy.bzl", "ticktidy_report", "ticktidy_test")

    ticktidy_test(name = "timers", deps = [":server"])    # fails at a finding
    ticktidy_report(name = "report", deps = [":server"])  # report.txt, report.sarif
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

TicktidyInfo = provider(
    doc = "What the units of a target, and of those that it depends on, leave.",
    fields = {
        "sources": "depset of the files that findings may stand in",
        "summaries": "depset of the summaries",
    },
)

_C = ["c"]
_CXX = ["C", "cc", "cpp", "cxx", "c++"]

# What GCC's toolchains are given, and clang does not know.
_GCC_ONLY = ["-fno-canonical-system-headers"]

def _command_line(ctx, compilation, extension):
    """The compiler's flags for a unit of this target, without files."""
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    cpp = ctx.fragments.cpp
    of_language = cpp.conlyopts if extension in _C else cpp.cxxopts
    own = [
        ctx.expand_make_variables("copts", flag, {})
        for flag in getattr(ctx.rule.attr, "copts", [])
    ]
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        user_compile_flags = cpp.copts + of_language + own,
        include_directories = compilation.includes,
        quote_include_directories = compilation.quote_includes,
        system_include_directories = compilation.system_includes,
        preprocessor_defines = depset(
            transitive = [compilation.defines, compilation.local_defines],
        ),
    )
    flags = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = ACTION_NAMES.c_compile if extension in _C else ACTION_NAMES.cpp_compile,
        variables = variables,
    )
    return [flag for flag in flags if flag not in _GCC_ONLY]

def _summarize(ctx, compilation, source):
    """Declares the action for one unit; gives its summary."""
    summary = ctx.actions.declare_file(
        "{}.ticktidy/{}.sum".format(ctx.label.name, source.short_path),
    )
    arguments = ctx.actions.args()
    arguments.add("summarize")
    arguments.add("-o", summary)
    arguments.add(source)
    arguments.add("--")
    arguments.add_all(_command_line(ctx, compilation, source.extension))
    ctx.actions.run(
        executable = ctx.file._program,
        arguments = [arguments],
        inputs = depset(
            [source] + ctx.files._config,
            transitive = [compilation.headers, find_cpp_toolchain(ctx).all_files],
        ),
        outputs = [summary],
        mnemonic = "TicktidySummarize",
        progress_message = "Looking for timers in {}".format(source.short_path),
    )
    return summary

def _ticktidy_aspect_impl(target, ctx):
    below = [
        dep[TicktidyInfo]
        for dep in getattr(ctx.rule.attr, "deps", [])
        if TicktidyInfo in dep
    ]
    summaries = []
    sources = []
    if CcInfo in target:
        compilation = target[CcInfo].compilation_context
        sources = list(compilation.direct_headers)
        for file in getattr(ctx.rule.files, "srcs", []):
            if file.extension in _C + _CXX:
                sources.append(file)
                summaries.append(_summarize(ctx, compilation, file))
    info = TicktidyInfo(
        summaries = depset(summaries, transitive = [b.summaries for b in below]),
        sources = depset(sources, transitive = [b.sources for b in below]),
    )
    return [info, OutputGroupInfo(ticktidy_summaries = info.summaries)]

ticktidy_aspect = aspect(
    implementation = _ticktidy_aspect_impl,
    attr_aspects = ["deps"],
    attrs = {
        "_cc_toolchain": attr.label(
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
        "_config": attr.label(default = "//:config"),
        "_program": attr.label(default = "//:program", allow_single_file = True),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    doc = "A summary of each C and C++ unit of a target, and of what it depends on.",
)

def _joined(ctx):
    """What all targets of 'deps' leave."""
    return TicktidyInfo(
        summaries = depset(transitive = [d[TicktidyInfo].summaries for d in ctx.attr.deps]),
        sources = depset(transitive = [d[TicktidyInfo].sources for d in ctx.attr.deps]),
    )

_ATTRIBUTES = {
    "deps": attr.label_list(
        aspects = [ticktidy_aspect],
        mandatory = True,
        providers = [CcInfo],
        doc = "The C and C++ targets that make up the program.",
    ),
    "_program": attr.label(default = "//:program", allow_single_file = True),
}

def _ticktidy_report_impl(ctx):
    text = ctx.actions.declare_file(ctx.label.name + ".txt")
    sarif = ctx.actions.declare_file(ctx.label.name + ".sarif")
    all = _joined(ctx)
    arguments = ctx.actions.args()
    arguments.add(ctx.file._program)
    arguments.add("link")
    arguments.add("--format=text")
    arguments.add("-o", text)
    arguments.add("--format=sarif")
    arguments.add("-o", sarif)
    arguments.add_all(all.summaries)

    # Exit code 1 says that there are findings, which is no failure here.
    ctx.actions.run_shell(
        command = '"$@" || [ $? -eq 1 ]',
        arguments = [arguments],
        inputs = depset(transitive = [all.summaries, all.sources]),
        tools = [ctx.file._program],
        outputs = [text, sarif],
        mnemonic = "TicktidyLink",
        progress_message = "Looking for timers in all of {}".format(ctx.label),
    )
    return [DefaultInfo(files = depset([text, sarif]))]

ticktidy_report = rule(
    implementation = _ticktidy_report_impl,
    attrs = _ATTRIBUTES,
    doc = "The findings in a program, as NAME.txt and NAME.sarif.",
)

def _quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"

def _ticktidy_test_impl(ctx):
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    all = _joined(ctx)
    words = [ctx.file._program.short_path, "link"]
    words += [summary.short_path for summary in all.summaries.to_list()]
    ctx.actions.write(
        script,
        "#!/bin/sh\nexec {}\n".format(" ".join([_quoted(word) for word in words])),
        is_executable = True,
    )
    runfiles = ctx.runfiles(
        files = [ctx.file._program],
        transitive_files = depset(transitive = [all.summaries, all.sources]),
    )
    return [DefaultInfo(executable = script, runfiles = runfiles)]

ticktidy_test = rule(
    implementation = _ticktidy_test_impl,
    attrs = _ATTRIBUTES,
    test = True,
    doc = "A test that fails, and prints the findings, if a program has any.",
)
