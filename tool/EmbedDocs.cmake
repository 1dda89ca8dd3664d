# Writes OUTPUT, a C++ file with the text of every page in DOCS, so that the
# command can show and quote what the documentation says of a check.
#
#   cmake -DOUTPUT=FILE -DDOCS=FOLDER -P EmbedDocs.cmake

file(GLOB Pages ${DOCS}/*.md)
list(SORT Pages)
set(Text "// Made by EmbedDocs.cmake.\n#include \"CheckDocs.h\"\n\n")
string(APPEND Text "namespace ticktidy::tool {\n\nstatic constexpr CheckDoc Docs[] = {\n")
foreach(Page IN LISTS Pages)
  get_filename_component(Name ${Page} NAME_WE)
  file(READ ${Page} Markdown)
  string(APPEND Text "{\"timer-${Name}\", R\"--page--(${Markdown})--page--\"},\n")
endforeach()
string(APPEND Text "};\n\nllvm::ArrayRef<CheckDoc> checkDocs() { return Docs; }\n\n} // namespace ticktidy::tool\n")
file(WRITE ${OUTPUT} "${Text}")
