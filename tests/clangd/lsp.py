# Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""An editor's side of a conversation with a language server.

The environment names the server, in TICKTIDY_CLANGD, and the compiler of its
major, in CLANG.
"""

import json
import os
import pathlib
import queue
import subprocess
import threading
import urllib.parse

SERVER = os.environ.get("TICKTIDY_CLANGD", "ticktidy-clangd")
CLANG = os.environ.get("CLANG", "clang")
PATIENCE = 120.0  # seconds, for a machine that does other things too


def url_of(path: pathlib.Path) -> str:
    return "file://" + urllib.parse.quote(str(path))


class Server:
    """clangd in a project's folder. Use it in a `with`."""

    def __init__(self, root: pathlib.Path, *flags: str, **capabilities):
        """`capabilities` are more of those for diagnostics."""
        self.root = root
        self.capabilities = capabilities
        environment = {key: value for key, value in os.environ.items() if key != "CLANGD_FLAGS"}
        # Settings of whoever runs the tests have no say in them. clangd would index
        # the standard library meanwhile, which is not what is tested.
        settings = root / "settings" / "clangd" / "config.yaml"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("Index: {StandardLibrary: No}\n")
        environment["XDG_CONFIG_HOME"] = str(root / "settings")
        environment["XDG_CACHE_HOME"] = str(root / "cache")
        self.log = open(root / "clangd.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [SERVER, "--background-index=0", "-j=1", *flags], cwd=root, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log)
        self.answers: queue.Queue = queue.Queue()
        self.reports: queue.Queue = queue.Queue()
        self.last = 0
        self.versions: dict[str, int] = {}
        self.latest: dict[str, dict] = {}  # reports, by file
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> "Server":
        self.ask("initialize", {
            "processId": os.getpid(), "rootUri": url_of(self.root),
            "capabilities": {"textDocument": {
                "publishDiagnostics": {"relatedInformation": True,
                                       "codeDescriptionSupport": True,
                                       **self.capabilities},
                "codeAction": {"codeActionLiteralSupport": {
                    "codeActionKind": {"valueSet": ["quickfix", "refactor"]}}},
                "hover": {"contentFormat": ["plaintext"]}}}})
        self.tell("initialized", {})
        return self

    def __exit__(self, *error) -> None:
        if self.process.poll() is None:
            self.ask("shutdown", None)
            self.tell("exit", None)
        code = self.process.wait(PATIENCE)
        self.process.stdin.close()
        self.process.stdout.close()
        self.log.close()
        if code != 0 and error[0] is None:
            raise AssertionError(f"{SERVER} ended with {code}: {self.what_it_said()}")

    def what_it_said(self) -> str:
        return (self.root / "clangd.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def _listen(self) -> None:
        out = self.process.stdout
        while header := out.readline():
            length = 0
            while header.strip():
                key, _, value = header.decode().partition(":")
                if key.lower() == "content-length":
                    length = int(value)
                header = out.readline()
            message = json.loads(out.read(length))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.reports.put(message["params"])
            elif "id" in message and "method" not in message:
                self.answers.put(message)
        self.answers.put(None)
        self.reports.put(None)

    def _send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, what) -> None:
        self._send({"method": method, "params": what})

    def ask(self, method: str, what):
        """The result of a request."""
        self.last += 1
        self._send({"id": self.last, "method": method, "params": what})
        while True:
            answer = self.answers.get(timeout=PATIENCE)
            if answer is None:
                raise AssertionError(f"{SERVER} has ended: {self.what_it_said()}")
            if answer["id"] == self.last:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]

    def show(self, path: pathlib.Path, text: str | None = None) -> None:
        """Opens a file."""
        text = path.read_text() if text is None else text
        url = url_of(path)
        self.versions[url] = 1
        language = "c" if path.suffix == ".c" else "cpp"
        self.tell("textDocument/didOpen", {"textDocument": {
            "uri": url, "languageId": language, "version": 1, "text": text}})

    def open(self, path: pathlib.Path, text: str | None = None) -> list[dict]:
        """Opens a file; its diagnostics."""
        self.show(path, text)
        return self.diagnostics(path)

    def close(self, path: pathlib.Path) -> None:
        """Closes a file, which the server may forget."""
        self.tell("textDocument/didClose", {"textDocument": {"uri": url_of(path)}})

    def edit(self, path: pathlib.Path, text: str) -> list[dict]:
        """Gives an open file another text, as somebody types it; its diagnostics."""
        url = url_of(path)
        self.versions[url] += 1
        self.tell("textDocument/didChange", {
            "textDocument": {"uri": url, "version": self.versions[url]},
            "contentChanges": [{"text": text}]})
        return self.diagnostics(path)

    def diagnostics(self, path: pathlib.Path) -> list[dict]:
        """Those of the file's last version. Without a version they are about to change."""
        url = url_of(path)
        while self.latest.get(url, {}).get("version") != self.versions[url]:
            report = self.reports.get(timeout=PATIENCE)
            if report is None:
                raise AssertionError(f"{SERVER} has ended: {self.what_it_said()}")
            self.latest[report["uri"]] = report
        return self.latest[url]["diagnostics"]

    def quick_fixes(self, path: pathlib.Path, diagnostic: dict) -> list[dict]:
        """What the editor offers to do about one of its diagnostics."""
        return self.ask("textDocument/codeAction", {
            "textDocument": {"uri": url_of(path)}, "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic], "only": ["quickfix"]}})

    def at(self, method: str, path: pathlib.Path, line: int, column: int):
        """Asks about a place, counted from 0."""
        return self.ask(f"textDocument/{method}", {
            "textDocument": {"uri": url_of(path)},
            "position": {"line": line, "character": column}})


def applied(text: str, path: pathlib.Path, action: dict) -> str:
    """The text of the file after a quick-fix that concerns nothing else."""
    changes = action["edit"].get("changes")
    if changes is None:
        changes = {change["textDocument"]["uri"]: change["edits"]
                   for change in action["edit"]["documentChanges"]}
    (url, edits), = changes.items()
    assert url == url_of(path), url
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(place: dict) -> int:
        return starts[place["line"]] + place["character"]

    # From the end on; of edits at one place, the first comes first in the text.
    for edit in sorted(reversed(edits), key=lambda e: offset(e["range"]["start"]), reverse=True):
        text = (text[:offset(edit["range"]["start"])] + edit["newText"] +
                text[offset(edit["range"]["end"]):])
    return text


def compile_error(path: pathlib.Path, text: str, *flags: str) -> str:
    """What the compiler has against the text, or ""."""
    result = subprocess.run(
        [CLANG, "-fsyntax-only", "-x", "c" if path.suffix == ".c" else "c++", *flags, "-"],
        input=text, cwd=path.parent, capture_output=True, text=True, check=False)
    return result.stderr if result.returncode else ""
