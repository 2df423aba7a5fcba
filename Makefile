# Everything is found by wildcard: a new lib/x.c, a new folder cgi/<domain>/ or a new test/unit/test_x.c needs no line here.
# Products go to build/<variant>/; variants are release, asan (sanitizers),
# strict, clang, analyze and tidy (lint: warnings are errors) and fuzz.
# `make V=1` shows the commands.

VERSION := 0.1.0
VARIANT ?= release
B       := build/$(VARIANT)
PREFIX  ?= /usr

DOMAINS := $(patsubst cgi/%/main.c,%,$(wildcard cgi/*/main.c))
BINS    := $(DOMAINS:%=$B/bin/holdfast-%)
# A child of uploads, beside it in bin: no domain, and no service of its own.
DECODER := $B/bin/decode-picture
UNITS   := $(patsubst test/unit/%.c,%,$(wildcard test/unit/test_*.c))
FUZZ    := $(patsubst test/fuzz/%.c,%,$(wildcard test/fuzz/fuzz_*.c))
BENCH   := $(patsubst test/bench/%.c,%,$(wildcard test/bench/*.c))
SOURCES := $(wildcard lib/*.c cgi/*/*.c test/unit/*.c test/fuzz/*.c test/fault/*.c test/bench/*.c)
object   = $(patsubst %.c,$B/obj/%.o,$1)
objects_of = $(call object,$(filter-out cgi/$1/main.c,$(wildcard cgi/$1/*.c)))

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wundef \
        -Wno-missing-field-initializers -Wno-format-truncation -Wpointer-arith -Wcast-qual -Wwrite-strings -Wswitch-enum -Wnull-dereference -Wunused-result
FATAL := -Werror=implicit-function-declaration -Werror=incompatible-pointer-types -Werror=int-conversion \
         -Werror=return-type -Werror=unused-result
SCHEMA := $(shell ls sql | sed -n 's/^0*\([1-9][0-9]*\)_.*\.sql$$/\1/p' | sort -n | tail -n 1)
CPPFLAGS := -D_GNU_SOURCE -DHF_VERSION='"$(VERSION)"' -DHF_SCHEMA_NEWEST=$(SCHEMA) -Iinclude -isystem /usr/include/mariadb
# mysql.h and xlsxwriter.h have macros with banned names, so where they are used they come first.
BANNED   = $(if $(filter lib/db% lib/bulk% test/fault/% test/bench/%,$<),-include mysql.h) $(if $(filter %/export_write.c,$<),-include xlsxwriter.h) -include include/banned.h
CFLAGS   := -std=c17 -O2 -g -fPIE -fstack-protector-strong -fno-common $(WARN) $(FATAL)
LDFLAGS  := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed
# With --as-needed a program is linked only to what it calls: xgboost to scores alone, curl to chat alone, and so on.
LIBS := -lfcgi -lmariadb -ljson-c -lssl -lcrypto -largon2 -lcrypt -lzxcvbn -lunistring -lcsv -loath -lqrencode -lcurl -lpcre2-8 -lxlsxwriter -lxgboost -lgd -lseccomp -lm -lpthread

ifeq ($(VARIANT),asan)
  SAN := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
  # Of what debuggers could know, the lines that a finding names.
  CFLAGS := $(filter-out -O2 -g,$(CFLAGS)) -O1 -g1 $(SAN)
  LDFLAGS += $(SAN)
else ifeq ($(VARIANT),fuzz)
  CC := clang
  SAN := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
  CFLAGS := $(filter-out -O2,$(CFLAGS)) -O1 $(SAN)
  LDFLAGS += $(SAN)
else ifeq ($(VARIANT),clang)
  CC := clang
  CFLAGS := $(filter-out -O2 -g,$(CFLAGS)) -Wno-unknown-warning-option -O0 -Werror
else ifeq ($(VARIANT),analyze)
  CFLAGS := $(filter-out -O2 -g,$(CFLAGS)) -O0 -fanalyzer -Wno-conversion -Wno-sign-conversion -Wno-unused-value -DHF_ANALYSED -Werror
else ifeq ($(VARIANT),tidy)
  CC := clang
  CFLAGS := $(filter-out -O2 -g,$(CFLAGS)) -Wno-unknown-warning-option -O0
  TIDY := clang-tidy --quiet
else
  CPPFLAGS += -D_FORTIFY_SOURCE=3
endif
ifeq ($(VARIANT),strict)
  CFLAGS := $(filter-out -g,$(CFLAGS)) -Werror
endif
ifeq ($(origin CC),default)
  CC := gcc
endif
ifndef V
  .SILENT:
endif

all: $(BINS) $(DECODER)
units: $(UNITS:%=$B/unit/%)
replays: $(FUZZ:%=$B/fuzz/%)
benches: $(BENCH:%=$B/bench/%)
objects: $(call object,$(SOURCES))
# Without the tests.
checked: $(call object,$(filter lib/% cgi/%,$(SOURCES)))

$B/obj/%.o: %.c Makefile $(if $(TIDY),.clang-tidy)
	mkdir -p $(@D)
	echo '  CC    $<'
	$(if $(TIDY),$(TIDY) $< -- $(CPPFLAGS) $(BANNED) $(CFLAGS) 2>&1)
	$(CC) $(CPPFLAGS) $(BANNED) $(CFLAGS) $(if $(filter test/%,$<),-Itest -Icgi) -MMD -MP -c -o $@ $<
# gcc 12 loses sight of memory that an element of an array holds.
ifeq ($(VARIANT),analyze)
$(call object,lib/db_column.c cgi/chat/extract_rules.c): CFLAGS += -Wno-analyzer-malloc-leak
endif

# The list of common passwords comes out of a locked package.
build/words/common_words.h: $(wildcard lib/words/*)
	sh lib/words/build.sh build/words
$B/obj/lib/password_rules.o: CPPFLAGS += -Ibuild/words
$B/obj/lib/password_rules.o: build/words/common_words.h
# They say which schemas they work with.
$(call object,lib/app.c lib/range.c cgi/auth/status.c): $(wildcard sql/*.sql)

# What the embedded extractor knows goes into its binary, as text.
build/extract/%.h: cgi/chat/extract/%
	mkdir -p $(@D)
	sed 's/[\\"]/\\&/g; s/^/"/; s/$$/\\n"/' $< >$@
$B/obj/cgi/chat/extract_data.o: CPPFLAGS += -Ibuild/extract
$B/obj/cgi/chat/extract_data.o: build/extract/en.rules.h build/extract/mortgage.json.h

$B/libholdfast.a: $(call object,$(wildcard lib/*.c))
	rm -f $@ && ar rcs $@ $^

.SECONDEXPANSION:
$(BINS): $B/bin/holdfast-%: $B/obj/cgi/%/main.o $$(call objects_of,$$*) $B/libholdfast.a
	mkdir -p $(@D)
	echo '  LINK  $@'
	$(CC) $(LDFLAGS) -o $@.tmp $^ $(LIBS) && mv -f $@.tmp $@

$(DECODER): $$(call objects_of,pictures)
	mkdir -p $(@D)
	echo '  LINK  $@'
	$(CC) $(LDFLAGS) -o $@.tmp $^ $(LIBS) && mv -f $@.tmp $@

# A unit test links the library. test/unit/test_<domain>_x.c links that domain too (all of it but main.c).
DOMAIN_test_models := scores
$B/unit/test_pictures_head: $B/obj/cgi/pictures/head.o
# Where memory and the database fail at will.
$B/unit/test_auth_faults: LDFLAGS += $(addprefix -Wl$(comma)--wrap=,malloc calloc realloc mysql_stmt_execute \
    mysql_stmt_prepare mysql_real_query mysql_real_connect fcgi_param)
$B/unit/test_db_faults: LDFLAGS += $(addprefix -Wl$(comma)--wrap=,mysql_stmt_execute mysql_stmt_prepare mysql_real_query mysql_real_connect)
comma := ,
domain_of = $(firstword $(DOMAIN_$1) $(filter $(DOMAINS),$(word 2,$(subst _, ,$1))))
$B/unit/%: $B/obj/test/unit/%.o $$(call objects_of,$$(call domain_of,$$*)) $B/libholdfast.a
	mkdir -p $(@D)
	echo '  LINK  $@'
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

# The binaries again, with calls that can be made to fail: test/fault/inject.c says how.
INJECT := clock_gettime malloc calloc realloc strdup json_object_new_object json_object_new_array_ext json_object_new_string_len json_object_new_int64 \
          json_object_new_double_s json_object_new_boolean json_object_object_add_ex json_object_array_add EVP_MD_CTX_new mysql_init \
          mysql_stmt_init mysql_real_query mysql_ping mysql_stmt_prepare mysql_stmt_execute mysql_stmt_store_result mysql_real_connect \
          arena_alloc arena_copy arena_str arena_printf arena_vprintf serve queue_take
FAULTY := $(DOMAINS:%=$B/fault/holdfast-%)
faulty: $(FAULTY)
$(FAULTY): $B/fault/holdfast-%: $B/obj/cgi/%/main.o $B/obj/test/fault/inject.o $$(call objects_of,$$*) $B/libholdfast.a
	mkdir -p $(@D)
	echo '  LINK  $@'
	$(CC) $(LDFLAGS) $(INJECT:%=-Wl,--wrap=%) -o $@ $^ $(LIBS)

# In the asan variant a fuzz target replays files given to it; in the fuzz variant libFuzzer makes them up.
$B/fuzz/%: $B/obj/test/fuzz/%.o $(if $(filter fuzz,$(VARIANT)),,$B/obj/test/fuzz/replay.o) $$(call objects_of,$$(filter $$(DOMAINS),$$(word 2,$$(subst _, ,$$*)))) $B/libholdfast.a
	mkdir -p $(@D)
	echo '  LINK  $@'
	$(CC) $(LDFLAGS) $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer) -o $@ $^ $(LIBS)

# The bare programs of the measurements use nothing of ours but the statement that they repeat.
$B/bench/%: $B/obj/test/bench/%.o $B/obj/cgi/customers/queries.o $B/obj/cgi/chat/queries.o
	mkdir -p $(@D)
	echo '  LINK  $@'
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

www:
	if [ -f www/build.sh ]; then sh www/build.sh; fi

openapi: all
	test/env/openapi $B/bin build/www/openapi.json
	test/env/openapi-lint build/www/openapi.json

routes: all
	for b in $(BINS); do $$b --routes; done

run:
	exec test/env/run

test:
	exec test/run "$(T)"

fault:
	exec test/fault/run $(T)

# All rows, or some parts: make bench T=me,list.
bench:
	BENCH_ONLY="$(or $(T),$(BENCH_ONLY))" exec test/bench/run

# The time of sign-ins that fail, PAIRS=2000 of each kind; then ten minutes at 80 % of what the machine can do, and beyond it.
soak:
	test/soak/run
	exec test/bench/run soak

lint:
	exec test/lint all

format:
	clang-format -i $(wildcard include/*.h lib/*.[ch] cgi/*/*.[ch] test/*/*.[ch])

# SECONDS=60 per target.
fuzz:
	$(MAKE) VARIANT=fuzz replays
	for t in $(FUZZ); do mkdir -p build/fuzz/found/$$t; build/fuzz/fuzz/$$t -max_total_time=$(or $(SECONDS),60) \
	    -artifact_prefix=build/fuzz/$$t- build/fuzz/found/$$t $(wildcard test/fuzz/corpus)/$${t#fuzz_} || exit 1; done

# Everything, or one part: make install-auth, install-common, install-nginx, install-www. See lib/host/README.md.
PARTS := common nginx www $(DOMAINS)
export B DESTDIR PREFIX VERSION
install: all www openapi
	lib/host/install $(PARTS)
$(PARTS:%=install-%): install-%: $(if $(filter install-www,$(MAKECMDGOALS)),www openapi)
	$(if $(filter $*,$(DOMAINS)),$(MAKE) --no-print-directory $B/bin/holdfast-$* $(if $(filter uploads,$*),$(DECODER)))
	lib/host/install $*

# One Debian package per binary plus common, nginx and www, in build/deb/.
deb: all www openapi
	lib/host/deb $(PARTS)

# Of the private instance of `make run`: make backup TO=folder; make drill FROM=backup; make restore FROM=backup (while it is stopped).
backup:
	test/env/with-database sql/backup --to=$(or $(TO),build/backups) --secrets=$(or $(HF_STATE),var)/secrets
drill:
	sql/restore --drill $(FROM)
restore:
	test/env/with-database stopped sql/restore --replace $(FROM)

clean:
	rm -rf build/release build/asan build/strict build/clang build/analyze build/tidy build/fuzz build/www build/deb

.PHONY: all units replays faulty benches objects checked www openapi routes run test fault bench soak lint format fuzz install $(PARTS:%=install-%) deb backup drill restore clean
.SECONDARY:
-include $(patsubst %.o,%.d,$(call object,$(SOURCES)))
