//===- ClassUsesEditTest.cpp - Tests of who gets no destructor ------------===//
//
// Part of ticktidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DestructorTesting.h"

using ticktidy::test::ended;

namespace {

TEST(ClassUsesEdit, LeavesWhatIsCopied) {
  for (const char *Code : {
           "struct T { T(); int fd_; }; T f(T &t) { return t; }",
           "struct T { T(); int fd_; }; void f(T &t) { t = T(); }",
           "struct T { T(); T(T &&) = default; int fd_; };"
           "void f(T &t) { T u(static_cast<T &&>(t)); }",
           "struct T { ~T() {} int fd_; }; void f(T &t) { T u(t); }",
           "struct T { T(); int fd_; }; struct O { T t; };"
           "void f(O &t) { O u(t); }",
           "struct T { T(); int fd_; }; struct O : T {};"
           "void f(O &t, O &u) { t = u; }",
           "struct T { T(); int fd_; }; template <typename V> struct L {"
           "void reserve(int); V *v; }; L<T> l;",
           "template <typename V> struct T { T(); V fd_; };"
           "void f(T<int> &t) { T<int> u(t); }",
       })
    EXPECT_EQ(ended(Code), "no edit") << Code;
  for (const char *Code : {
           "struct T { T(); T(const T &); int fd_; }; T f(T &t) { return t; }",
           "struct T { T(); T(T &&); int fd_; };"
           "void f(T &t) { T u(static_cast<T &&>(t)); }",
           "struct T { T(); int fd_; }; T f() { return T(); }",
           "struct T { T(); int fd_; }; T *f(T *t) { return t; }",
           "struct T { T(); int fd_; }; template <typename V> struct L {"
           "void reserve(int); V *v; }; L<T *> l;",
       })
    EXPECT_NE(ended(Code), "no edit") << Code;
}

TEST(ClassUsesEdit, LeavesWhatMustBeTrivial) {
  for (const char *Code : {
           "struct T { int fd_; }; union U { T t; int n; };",
           "struct T { int fd_; }; struct O { T t[2]; }; union U { O t; };",
           "struct T { int fd_; }; constexpr T t{3};",
           "struct T { int fd_; constexpr int get() const { return fd_; } };",
           "struct T { int fd_; }; constexpr T make() { return T{3}; }",
           "struct T { int fd_; }; void f(int n) { if (n) goto out; T t;"
           " t.fd_ = n; out: work(); }",
           "struct T { int fd_; }; void f(int n) { switch (n) {"
           " case 1: T t; t.fd_ = n; break; default: work(); } }",
           "struct T { ~T() = default; int fd_; }; union U { T t; int n; };",
       })
    EXPECT_EQ(ended(Code), "no edit") << Code;
  EXPECT_EQ(ended("struct T { int fd_; }; T t{3};"),
            "struct T { ~T() { close(fd_); } int fd_; }; T t{3};");
  EXPECT_EQ(ended("struct T { constexpr T() : fd_(1) {} int fd_; };"),
            "struct T { constexpr T() : fd_(1) {} ~T() { close(fd_); } "
            "int fd_; };");
}

TEST(ClassUsesEdit, LeavesWhatCannotBeEdited) {
  for (const char *Code : {
           "struct T { ~T(); int fd_; };",
           "struct T { ~T() = delete; int fd_; };",
           "struct T { WHOLE(~T() {}) int fd_; };",
           "struct T { ~T() WHOLE({}) int fd_; };",
           "WHOLE(struct T { int fd_; };)",
           "struct T { ~T(); int fd_; }; T::~T() try { } catch (...) { }",
           "union T { int fd_; };",
           "extern \"C\" { struct T { int fd_; }; }",
           "class P { ~P(); }; struct T { T(); P *p; P q; int fd_; };",
           "struct T {\n#if 1\n  T();\n#endif\n  int fd_;\n};\n",
       })
    EXPECT_EQ(ended(Code), "no edit") << Code;
}

} // namespace
