namespace RootlessHost.Facts;

/// <summary>What is odd about a row of /etc/subuid: each is a place where programs, or versions of one, read it differently.</summary>
[Flags]
public enum SubidOddities : ushort
{
    None = 0,
    Malformed = 1,        // no version of shadow reads a row
    MoreFields = 2,       // further fields: shadow up to 4.18 ignores them, later versions the row
    Negative = 4,         // shadow 4.13 wraps it around 2^64
    Beyond = 8,           // reaches 2^32: shadow up to 4.19 takes it
    TooLong = 16,         // more than 1023 bytes: invisible to shadow, read by everybody else
    OctalOrDecimal = 32,  // a leading zero: octal to shadow, decimal to what is written in Go
    NotDecimal = 64,      // hexadecimal, or a blank before the number: fine for shadow, 0 for Docker, an error for others
    TrailingBlank = 128,  // a blank or a carriage return at its end: invisible to shadow, read by everybody else
    OwnerBlank = 256,     // blanks around the owner: another owner to shadow
    Nis = 512,            // begins with + or -: shadow keeps the line and does not read it
    Disabled = 1024,      // an owner that begins with # or !: takes the ids, and gives them to nobody
    Nul = 2048,           // a NUL byte on it or on the line before
    Everything = 4096,    // x:0:0: up to shadow 4.19 it lets its owner map every id, root's included
}
