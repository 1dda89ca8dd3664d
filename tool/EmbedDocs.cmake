# Writes OUTPUT, a C++ file with the text of every page in DOCS, so that the
# command can show and quote what the documentation says of a check.
#
#   cmake -DOUTPUT=FILE -DDOCS=FOLDER -P EmbedDocs.cmake

file(GLOB Names RELATIVE ${DOCS} ${DOCS}/*.md)
list(TRANSFORM Names REPLACE "\\.md$" "")
list(SORT Names)
set(Text "// Made by EmbedDocs.cmake.\n#include \"CheckDocs.h\"\n\n")
string(APPEND Text "namespace ticktidy::tool {\n\nstatic constexpr CheckDoc Docs[] = {\n")
foreach(Name IN LISTS Names)
  file(READ ${DOCS}/${Name}.md Markdown)
  string(APPEND Text "{\"timer-${Name}\", R\"--page--(${Markdown})--page--\"},\n")
endforeach()
string(APPEND Text "};\n\nllvm::ArrayRef<CheckDoc> checkDocs() { return Docs; }\n\n} // namespace ticktidy::tool\n")
file(WRITE ${OUTPUT} "${Text}")
