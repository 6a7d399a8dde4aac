package org.sdcodec.cli.image.vp8;

/** The numbers of RFC 6386. Tables are written as hexadecimal digits, in the order of the RFC. */
final class Tables {
    static final int BLOCK_TYPES = 4;
    static final int BANDS = 8;
    static final int CONTEXTS = 3;
    static final int TOKEN_PROBABILITIES = 11;
    static final int BLOCK_MODES = 10;
    static final int BLOCK_MODE_PROBABILITIES = 9;

    private static final int PER_BAND = CONTEXTS * TOKEN_PROBABILITIES;

    /** Section 11.5: the probabilities of the modes of a block, by those of the block above and of that to the left. */
    private static final String MODES =
            "e7783059737178987098b3407eaa762e465faf458f505552489b67383a0aabdabd110d9890470a26abd590221a721a11"
                    + "a32cc3150aad791850c31a3e2c4055aa2e371388a021ce473f14087272d00c09e251280b60b6541d102486b759896265"
                    + "6aa59448bb64829d6f204b504266a7634a3e28ea80293509b2f18d1a086b684f0c1bd9ff5711074a2b1a9249a631179d"
                    + "412669a033341f73805744472c72330fba172f290e6eb6b71511c2422d1966c5bd171216585893962a2e2dc4cd2b61b7"
                    + "75552623b33d2735c8571a152be8ab3822336872661d5d4d6b36201a3301512b1f271c55ab3aa55a6240221674ce1722"
                    + "2ba64944196a1640ab24e1722213156684bc104c7c3e124e5f5539323033c165239fd76f592e6f3c941facdbe415126f"
                    + "70714d55b3ff267872282a01c4f5d10a196d6450082b9a01331a47582b1d8ca6d5252b9a3d3f1e9b432d4401d18e4e4e"
                    + "10ff8022c5ab29280566d3b70401dd333211a8d1c01719527d622a58685575af525f543559806471652d4b4f7b2f3380"
                    + "51ab013911054766393529317315020a66ffa6170626210d7939491a0155290a438a4d6e5a2f72651d100a558065c41a"
                    + "39120a6666d522142b75140f24a38044011a8a1f24ab1ba6262ce543573aa952731a3bb33f3b5ab43ba65d499a282815"
                    + "748fd12227af392e161880013611252f0f10b722df312db72e1121b706620f20b7412049731c801780cd2803097333c0"
                    + "1206df572509733b4d40152f68372cda09363582e2405a46cd2829171a39363970b8052926a6d51e221a8598740a2086"
                    + "4b200c33c0ffa02b33271335dd1a722049ff1f0941ea020f017649581f2343665537ba553815176f3bcd2d25c0372646"
                    + "7c4966012262663d472522351ff3c0453c472649771cde25442d8022012f0bf5ab3e1113469255373e464b0f090940ff"
                    + "b87710252b259a64a355a0013f095c881c4020c95556061c0540ff19f8013808118489ff3774803a0f145287391a7928"
                    + "a4321f899a851923da33672c83837b1f069e5628408794e02db780161a1183f09a0e01d1530c0d36c0ff442f1c2d1015"
                    + "5b40de0701c53815279b3c8a1766d5551a555580802092ab120b073f90ab0404f6231b0a92aeab0c1a80be502363b450"
                    + "7e362d557e2f57b033291420654b808b769274805538290fb0ec5525093e9224131eabff611b14471e117776ff11128a"
                    + "65263c8a37462b1a8e8a2d3d3edb0151bc4020291475978e1415a370130c3dc380300418";

    /** Section 13.4: how probable it is that a probability of tokens is replaced. */
    private static final String TOKEN_UPDATES =
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb0f6ffffffffffffffffffdff1fcff"
                    + "fffffffffffffff9fdfdfffffffffffffffffff4fcffffffffffffffffeafefefffffffffffffffffdffffffffffffff"
                    + "fffffffff6feffffffffffffffffeffdfefffffffffffffffffefffefffffffffffffffffff8fefffffffffffffffffb"
                    + "fffefffffffffffffffffffffffffffffffffffffffffdfefffffffffffffffffbfefefffffffffffffffffefffeffff"
                    + "fffffffffffffffefdfffefffffffffffffafffefffefffffffffffffeffffffffffffffffffffffffffffffffffffff"
                    + "ffffffffffffffffffffffffffffffffffffffffffffffffd9ffffffffffffffffffffe1fcf1fdfffffeffffffffeafa"
                    + "f1fafdfffdfefffffffffeffffffffffffffffffdffefeffffffffffffffffeefdfefefffffffffffffffff8feffffff"
                    + "fffffffffff9fefffffffffffffffffffffffffffffffffffffffffffdfffffffffffffffffff7feffffffffffffffff"
                    + "fffffffffffffffffffffffffffdfefffffffffffffffffcfffffffffffffffffffffffffffffffffffffffffffffefe"
                    + "fffffffffffffffffdfffffffffffffffffffffffffffffffffffffffffffffefdfffffffffffffffffaffffffffffff"
                    + "fffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "bafbfaffffffffffffffffeafbf4fefffffffffffffffbfbf3fdfefffefffffffffffdfeffffffffffffffffecfdfeff"
                    + "fffffffffffffffbfdfdfefefffffffffffffffefefffffffffffffffffefefeffffffffffffffffffffffffffffffff"
                    + "fffffffffefffffffffffffffffffefefffffffffffffffffffefffffffffffffffffffffffffffffffffffffffffffe"
                    + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "fffffffffffffffffffffffffffffffffffffffffffffffff8fffffffffffffffffffffafefcfefffffffffffffff8fe"
                    + "f9fdfffffffffffffffffdfdfffffffffffffffff6fdfdfffffffffffffffffcfefbfefefffffffffffffffefcffffff"
                    + "fffffffffff8fefdfffffffffffffffffdfffefefffffffffffffffffbfefffffffffffffffff5fbfeffffffffffffff"
                    + "fffdfdfefffffffffffffffffffbfdfffffffffffffffffcfdfefffffffffffffffffffefffffffffffffffffffffcff"
                    + "fffffffffffffffff9fffefffffffffffffffffffffefffffffffffffffffffffdfffffffffffffffffaffffffffffff"
                    + "fffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffff";

    /** Section 13.5: the probabilities of tokens that hold unless replaced. */
    private static final String TOKENS =
            "808080808080808080808080808080808080808080808080808080808080808080fd88feffe4db8080808080bd81f2ff"
                    + "e3d5ffdb8080806a7ee3fcd6d1ffff8080800162f8ffece2ffff808080b585eefeddeaff9a8080804e86caf7c6b4ffdb"
                    + "80808001b9f9fff3ff8080808080b896f7ffece080808080804d6ed8ffece680808080800165fbfff1ff8080808080aa"
                    + "8bf1fcecd1ffff8080802574c4f3e4ffffff80808001ccfefff5ff8080808080cfa0faffee8080808080806667e7ffd3"
                    + "ab80808080800198fcfff0ff8080808080b187f3ffeae180808080805081d3ffc2e080808080800101ff808080808080"
                    + "8080f601ff8080808080808080ff80808080808080808080c623eddfc1bba2a0919b3e832dc6ddacb0dc9dfcdd01442f"
                    + "92d095a7dda2ffdf800195f1ffdde0ffff808080b88deafddedcffc78080805163b5f2b0bef9caffff800181e8fdd6c5"
                    + "f2c4ffff806379d2fac9c6ffca808080175ba3f2aabbf7d2ffff8001c8f6ffeaff80808080806db2f1ffe7f5ffff8080"
                    + "802c82c9fdcdc0ffff8080800184effbdbd1ffa58080805e88e1fbdabeffff8080801664aef5baa1ffc780808001b6f9"
                    + "ffe8eb80808080807c8ff1ffe3ea8080808080234db5fbc1d3ffcd808080019df7ffece7ffff808080798debffe1e3ff"
                    + "ff8080802d63bcfbc3d9ffe08080800101fbffd5ff8080808080cb01f8ffff8080808080808901b1ffe0ff8080808080"
                    + "fd09f8fbcfd0ffc0808080af0de0f3c1b9f9c6ffff804911abdda1b3eca7ffea80015ff7fdd4b7ffff808080ef5af4fa"
                    + "d3d1ffff8080809b4dc3f8bcc3ffff8080800118effbdadbffcd808080c933dbffc4ba8080808080452ebeefc9daffe4"
                    + "80808001bffbffff808080808080dfa5f9ffd5ff80808080808d7cf8ffff8080808080800110f8ffff808080808080be"
                    + "24e6ffecff80808080809501ff808080808080808001e2ff8080808080808080f7c0ff8080808080808080f080ff8080"
                    + "8080808080800186fcffff808080808080d53efaffff808080808080375dff8080808080808080808080808080808080"
                    + "808080808080808080808080808080808080808080808080ca18d5ebbabfdca0f0afff7e26b6e8a9b8e4aeffbb803d2e"
                    + "8adb97b2f0aaffd8800170e6fac7bff79fffff80a66de4fcd3d7ffae808080274da2e8acb4f5b2ffff800134dcf6c6c7"
                    + "f9dcffff807c4abff3b7c1faddffff80184782db9aaaf3b6ffff8001b6e1f9dbf0ffe08080809596e2fcd8cdffab8080"
                    + "801c6caaf2b7c2fedfffff800151e6fccccbffc08080807b66d1f7bcc4ffe9808080145f99f3a4adffcb80808001def8"
                    + "ffd8d58080808080a8aff6fcebcdffff8080802f74d7ffd3d4ffff8080800179ecfdd4d6ffff8080808d54d5fcc9caff"
                    + "db8080802a50a0f0a2b9ffcd8080800101ff8080808080808080f401ff8080808080808080ee01ff8080808080808080";

    /** Section 14.1. */
    private static final String DC_STEPS =
            "0405060708090a0a0b0c0d0e0f101111121314141515161617171819191a1b1c1d1e1f20212223242525262728292a2b"
                    + "2c2d2e2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4c4d4e4f50515253545556575859"
                    + "5b5d5f6062646566686a6c6e707274767a7c7e80828486888a8c8f9194979a9d";

    private static final String AC_STEPS =
            "00400500600700800900a00b00c00d00e00f01001101201301401501601701801901a01b01c01d01e01f020021022023"
                    + "02402502602702802902a02b02c02d02e02f03003103203303403503603703803903a03c03e04004204404604804a04c"
                    + "04e05005205405605805a05c05e06006206406606806a06c06e07007207407707a07d08008308608908c08f092095098"
                    + "09b09e0a10a40a70aa0ad0b10b50b90bd0c10c50c90cd0d10d50d90dd0e10e50ea0ef0f50f90fe10310810d11211711c";

    private static final int[] MODE_PROBABILITIES = parse(MODES, 2);
    private static final int[] UPDATE_PROBABILITIES = parse(TOKEN_UPDATES, 2);
    private static final int[] DEFAULT_PROBABILITIES = parse(TOKENS, 2);
    private static final int[] DC = parse(DC_STEPS, 2);
    private static final int[] AC = parse(AC_STEPS, 3);

    private Tables() {}

    private static int[] parse(String digits, int perNumber) {
        int[] numbers = new int[digits.length() / perNumber];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.parseInt(digits.substring(i * perNumber, (i + 1) * perNumber), 16);
        }
        return numbers;
    }

    static int modeProbability(int above, int left, int node) {
        return MODE_PROBABILITIES[(above * BLOCK_MODES + left) * BLOCK_MODE_PROBABILITIES + node];
    }

    /** Probabilities by type of block, band, context and node, to be replaced. */
    static int[] tokenProbabilities() {
        return DEFAULT_PROBABILITIES.clone();
    }

    /** How probable it is that {@code tokenProbabilities()[i]} is replaced. */
    static int updateProbability(int i) {
        return UPDATE_PROBABILITIES[i];
    }

    /** Where the probabilities of a band begin; those of its contexts follow one another. */
    static int bandAt(int type, int band) {
        return (type * BANDS + band) * PER_BAND;
    }

    static int dcStep(int index) {
        return DC[Math.max(0, Math.min(127, index))];
    }

    static int acStep(int index) {
        return AC[Math.max(0, Math.min(127, index))];
    }
}
