#include "password.h"

#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <linux/../crypt.h> /* libxcrypt's, which has our header's name */

#include "config.h"
#include "crypt.h"
#include "turns.h"

#define MEMORY_KIB 19456u
#define PASSES     2u
#define LANES      1u
#define SALT_BYTES 16
#define SUM_BYTES  32

/* What a stored hash may cost: it was once a stranger's, imported with an older system's accounts. */
#define MAX_MEMORY_KIB 262144u
#define MAX_PASSES     10u
#define MAX_LANES      8u
#define MAX_ITERATIONS 5000000u
#define MAX_BCRYPT     14u

#define MAX_HASH 512

/* The length of the password, or SIZE_MAX when it is longer than allowed. */
static size_t
length_of(const char *password)
{
    size_t len = strnlen(password, PASSWORD_MAX_BYTES + 1);

    return len > PASSWORD_MAX_BYTES ? SIZE_MAX : len;
}

enum err
password_hash(const char *password, char ret_hash[PASSWORD_HASH_BYTES])
{
    size_t len = length_of(password);
    uint8_t salt[SALT_BYTES];
    int code;

    if (len == SIZE_MAX)
        return ERR_INVALID;
    random_bytes(salt, sizeof salt);
    const int turn = turn_begin(config()->run_dir);

    code = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password, len, salt, sizeof salt, SUM_BYTES, ret_hash,
                                 PASSWORD_HASH_BYTES);
    turn_end(turn);
    return code == ARGON2_OK ? ERR_NONE : ERR_UNAVAILABLE;
}

/* Spends the time of a real check, for accounts that have nothing to check. */
static bool
pretend(const char *password)
{
    static const uint8_t salt[SALT_BYTES] = "no such account";
    size_t len = length_of(password);
    uint8_t sum[SUM_BYTES];

    (void)argon2id_hash_raw(PASSES, MEMORY_KIB, LANES, password, len == SIZE_MAX ? 0 : len, salt, sizeof salt, sum,
                            sizeof sum);
    return false;
}

/* Reads "NAME=digits" at *at, below a cap of nine digits. */
static bool
read_number(const char **at, const char *name, unsigned *ret_value)
{
    size_t name_len = strlen(name), n;

    if (strncmp(*at, name, name_len) != 0)
        return false;
    n = strspn(*at + name_len, "0123456789");
    if (n == 0 || n > 9)
        return false;
    *ret_value = (unsigned)strtoul(*at + name_len, NULL, 10);
    *at += name_len + n;
    return true;
}

/* "$argon2id$v=19$m=19456,t=2,p=1$salt$sum" (PHC string format), with or without the version. */
static bool
check_argon2(const char *password, size_t len, const char *hash, bool *ret_rehash)
{
    bool old_kind = strncmp(hash, "$argon2i$", 9) == 0;
    const char *at = hash + (old_kind ? 9 : 10);
    unsigned version = 0, memory, passes, lanes;

    if (!old_kind && strncmp(hash, "$argon2id$", 10) != 0)
        return pretend(password);
    if (read_number(&at, "v=", &version))
        at += *at == '$';
    if (!read_number(&at, "m=", &memory) || !read_number(&at, ",t=", &passes) || !read_number(&at, ",p=", &lanes) ||
        *at != '$' || memory > MAX_MEMORY_KIB || passes > MAX_PASSES || lanes > MAX_LANES)
        return pretend(password);
    *ret_rehash = old_kind || version != ARGON2_VERSION_NUMBER || memory < MEMORY_KIB || passes < PASSES;
    return argon2_verify(hash, password, len, old_kind ? Argon2_i : Argon2_id) == ARGON2_OK;
}

/* Django: "pbkdf2_sha256$260000$salt$base64", the salt being its text. */
static bool
check_pbkdf2(const char *password, size_t len, const char *hash)
{
    const char *at = hash + strlen("pbkdf2_sha256"), *salt, *sum_text;
    uint8_t sum[SUM_BYTES], want[36];
    unsigned iterations;
    size_t salt_len;

    if (!read_number(&at, "$", &iterations) || *at != '$' || iterations == 0 || iterations > MAX_ITERATIONS)
        return pretend(password);
    salt = at + 1;
    salt_len = strcspn(salt, "$");
    sum_text = salt + salt_len + 1;
    if (salt[salt_len] != '$' || strlen(sum_text) != 44 ||
        EVP_DecodeBlock(want, (const unsigned char *)sum_text, 44) != SUM_BYTES + 1)
        return pretend(password);
    return PKCS5_PBKDF2_HMAC(password, (int)len, (const unsigned char *)salt, (int)salt_len, (int)iterations,
                             EVP_sha256(), sizeof sum, sum) == 1 &&
           same_bytes(sum, want, sizeof sum);
}

/* "$2b$12$" and 53 more characters. crypt_rn is libxcrypt's own; crypt and crypt_r are caught by the sanitizers, which
   then forget to link the library. */
static bool
check_bcrypt(const char *password, const char *hash)
{
    unsigned cost = (unsigned)(hash[4] - '0') * 10 + (unsigned)(hash[5] - '0');
    struct crypt_data data = { 0 };
    const char *got = NULL;
    bool good;

    if (strlen(hash) == 60 && cost >= 4 && cost <= MAX_BCRYPT)
        got = crypt_rn(password, hash, &data, sizeof data);
    if (got == NULL || strlen(got) != 60)
        return pretend(password);
    good = same_bytes(got, hash, 60);
    OPENSSL_cleanse(&data, sizeof data);
    return good;
}

static bool
is_bcrypt(const char *hash)
{
    return hash[0] == '$' && hash[1] == '2' && hash[2] != '\0' && strchr("aby", hash[2]) != NULL && hash[3] == '$' &&
           strspn(hash + 4, "0123456789") == 2 && hash[6] == '$';
}

static bool
check(const char *password, const char *hash, bool *ret_rehash)
{
    size_t len = length_of(password);

    *ret_rehash = false;
    if (hash == NULL || len == SIZE_MAX || strnlen(hash, MAX_HASH) == MAX_HASH)
        return pretend(password);
    if (strncmp(hash, "$argon2", 7) == 0)
        return check_argon2(password, len, hash, ret_rehash);
    *ret_rehash = true;
    if (strncmp(hash, "argon2$argon2", 13) == 0) { /* Django */
        bool ignored;

        return check_argon2(password, len, hash + 6, &ignored);
    }
    if (strncmp(hash, "pbkdf2_sha256$", 14) == 0)
        return check_pbkdf2(password, len, hash);
    return is_bcrypt(hash) ? check_bcrypt(password, hash) : pretend(password);
}

bool
password_verify(const char *password, const char *hash, bool *ret_rehash)
{
    const int turn = turn_begin(config()->run_dir);
    const bool fits = check(password, hash, ret_rehash);

    turn_end(turn);
    return fits;
}
