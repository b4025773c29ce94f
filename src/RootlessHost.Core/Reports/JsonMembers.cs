using System.Text.Json;

namespace RootlessHost.Reports;

/// <summary>
/// The members of a JSON object that is read forwards: in any order, each known one at most once, unknown ones passed over, because newer documents
/// may have more.
/// </summary>
/// <param name="names">The known members.</param>
/// <param name="required">How many of them, from the first, must be there; all, unless said otherwise.</param>
internal struct JsonMembers(string[] names, int required = 32)
{
    private readonly string[] _names = names;
    private uint _seen;
    private bool _isOpen;

    /// <summary>Goes to the value of the next known member: its index, or -1 at the end of the object.</summary>
    /// <exception cref="FormatException">A member twice, or one missing; without its line.</exception>
    public int Next(ref Utf8JsonReader json)
    {
        if (!_isOpen && json.TokenType != JsonTokenType.StartObject) throw new FormatException("no object");
        _isOpen = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            int index = IndexOf(ref json);
            json.Read();
            if (index < 0)
            {
                json.Skip();
                continue;
            }
            if ((_seen & (1u << index)) != 0) throw new FormatException($"'{_names[index]}' twice");
            _seen |= 1u << index;
            return index;
        }
        for (int i = 0; i < Math.Min(required, _names.Length); i++)
        {
            if ((_seen & (1u << i)) == 0) throw new FormatException($"no '{_names[i]}'");
        }
        return -1;
    }

    private readonly int IndexOf(ref Utf8JsonReader json)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (json.ValueTextEquals(_names[i])) return i;
        }
        return -1;
    }
}
